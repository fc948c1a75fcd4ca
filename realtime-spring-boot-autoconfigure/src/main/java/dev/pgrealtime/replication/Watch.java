/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgrealtime.replication;

import org.jspecify.annotations.Nullable;

/**
 * One stream as the {@link Watchdog} knows it, from its start to its end. Safe for use by
 * several threads.
 */
final class Watch {

	private final long generation;

	private final ServerFacts facts;

	private final String process;

	private final @Nullable OpenWriters writers;

	private volatile PublicationState publication;

	private volatile boolean mayWrite = true;

	/**
	 * Create a watch.
	 * @param generation the generation of the queue
	 * @param facts the facts of the server
	 * @param process the process of the server that streams
	 * @param writers the transactions whose end is a gap, or {@code null} if there are
	 * none
	 * @param publication the publication when the stream began
	 */
	Watch(long generation, ServerFacts facts, String process, @Nullable OpenWriters writers,
			PublicationState publication) {
		this.generation = generation;
		this.facts = facts;
		this.process = process;
		this.writers = writers;
		this.publication = publication;
	}

	long generation() {
		return this.generation;
	}

	ServerFacts facts() {
		return this.facts;
	}

	String process() {
		return this.process;
	}

	@Nullable OpenWriters writers() {
		return this.writers;
	}

	/**
	 * Return the publication as it was when nobody had touched it yet.
	 * @return the state when it was last seen
	 */
	PublicationState publication() {
		return this.publication;
	}

	boolean mayWrite() {
		return this.mayWrite;
	}

	/**
	 * The server is a standby, or the role must not write messages to the WAL.
	 */
	void mayNotWrite() {
		this.mayWrite = false;
	}

	void seenAgain(PublicationState now) {
		this.publication = this.publication.seenAgain(now.asOf());
	}

}

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

package dev.pgrealtime.benchmarks.profile;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A step of a change on its way through one of our threads, told by the innermost frame
 * that belongs to a step.
 */
enum Step {

	/** Goes to sleep until there is something to read. */
	WAIT("waits for data", Step.READER, "sun.nio.ch.Net.poll"),

	/** Takes bytes out of the socket. */
	RECEIVE("reads the socket", Step.READER, "sun.nio.ch.", "java.net."),

	/** Finds the messages in the bytes. */
	MESSAGES("the driver's share", Step.READER, "org.postgresql."),

	/** Hands messages over. */
	OFFER("puts messages into the queue", Step.READER, "dev.pgrealtime.replication.WalQueue"),

	/** Takes them over. */
	TAKE("takes messages out of the queue", Step.DISPATCHER, "dev.pgrealtime.replication.WalQueue"),

	/** Makes messages of bytes. */
	DECODE("decodes them", Step.DISPATCHER, "dev.pgrealtime.pgoutput."),

	/** Makes values by hand. */
	FAST_LANE("values, fast lane", Step.DISPATCHER, "dev.pgrealtime.mapping.ColumnDecoder",
			"dev.pgrealtime.mapping.TextDecoders", "dev.pgrealtime.mapping.TemporalDecoders"),

	/** Has them made by the driver and Hibernate. */
	FAITHFUL_LANE("values, faithful lane", Step.DISPATCHER, "org.postgresql.", "org.hibernate.type.",
			"dev.pgrealtime.mapping.DriverHost", "dev.pgrealtime.mapping.hibernate.ShortSession"),

	/** Puts the values into entities. */
	ENTITIES("entities and events", Step.DISPATCHER, "dev.pgrealtime.mapping."),

	/** Counts what it is given, and nothing else. */
	LISTENER("the listener", Step.DISPATCHER, "dev.pgrealtime.benchmarks."),

	/** Finds and calls the listener. */
	PUBLISH("publishes", Step.DISPATCHER, "org.springframework.", "dev.pgrealtime.pipeline.");

	static final String READER = "realtime-reader";

	static final String DISPATCHER = "realtime-dispatcher";

	private final String title;

	private final String thread;

	// It is a List.of
	@SuppressWarnings("ImmutableEnumChecker")
	private final List<String> frames;

	Step(String title, String thread, String... frames) {
		this.title = title;
		this.thread = thread;
		this.frames = List.of(frames);
	}

	String title() {
		return this.title;
	}

	String thread() {
		return this.thread;
	}

	/**
	 * Return the step that a thread was seen at.
	 * @param stack its stack
	 * @return the step, or {@code null} if it is none of them
	 */
	static @Nullable Step of(Stacks.Stack stack) {
		for (int i = stack.frames().size() - 1; i >= 0; i--) {
			String frame = stack.frames().get(i);
			for (Step step : values()) {
				if (step.thread.equals(stack.thread()) && step.frames.stream().anyMatch(frame::startsWith)) {
					return step;
				}
			}
		}
		return null;
	}

}

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

package dev.pgrealtime.faults;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.support.TestDatabase;

import static org.awaitility.Awaitility.await;

/**
 * The process of the server that streams to the application of a database.
 *
 * @param database the database, whose name is also that of the application
 */
record Walsender(TestDatabase database) {

	/**
	 * Return which process it is.
	 * @return its id, or {@code null} if there is none at the moment
	 */
	@Nullable String process() {
		return this.database.query("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
			.formatted(this.database.name()));
	}

	/**
	 * End it, once it is there.
	 * @return which process it was
	 */
	String terminate() {
		return await().until(this::terminateIfThere, (process) -> process != null);
	}

	private @Nullable String terminateIfThere() {
		String process = process();
		return (process != null && "t".equals(this.database.query("SELECT pg_terminate_backend(" + process + ")")))
				? process : null;
	}

	/**
	 * End it, and wait until there is another one.
	 */
	void replace() {
		String process = terminate();
		await().until(this::process, (next) -> next != null && !next.equals(process));
	}

	/**
	 * Return what the slot has confirmed.
	 * @param lsn a position, in the form of the server
	 * @return whether everything before that position is confirmed
	 */
	boolean hasConfirmed(Object lsn) {
		return "t".equals(this.database
			.query("SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
				.formatted(lsn, this.database.name())));
	}

}

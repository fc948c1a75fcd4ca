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

package dev.pgrealtime.support;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application may leave behind: threads in this JVM; connections, slots and
 * publications on the server. A slot and a publication for the next start are meant to
 * stay, and nothing else is.
 */
public final class Leftovers {

	private final TestDatabase database;

	private final int slots;

	/**
	 * Create a check of one application.
	 * @param database its database
	 */
	public Leftovers(TestDatabase database) {
		this(database, 1);
	}

	/**
	 * Create a check.
	 * @param database the database of the applications
	 * @param slots how many slots they have
	 */
	public Leftovers(TestDatabase database, int slots) {
		this.database = database;
		this.slots = slots;
	}

	/**
	 * Assert that the stream has left nothing, while its application goes on.
	 */
	public void assertNoneOfTheStream() {
		assertNone("application_name LIKE 'realtime%'");
	}

	/**
	 * Assert that the application has left nothing.
	 */
	public void assertNone() {
		assertNone("TRUE");
	}

	private void assertNone(String connections) {
		assertThat(threads()).as("threads").isEmpty();
		// The server takes a moment to notice that a connection was closed
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(onTheServer(connections)).isNull());
	}

	/**
	 * Return the threads that streams have in this JVM.
	 * @return their names
	 */
	public static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("realtime-"))
			.toList();
	}

	private String onTheServer(String connections) {
		return this.database.query("""
				SELECT string_agg(found, ', ') FROM (
				SELECT 'connection: ' || query AS found FROM pg_stat_activity WHERE datname = current_database()
				AND backend_type IN ('client backend', 'walsender') AND pid <> pg_backend_pid() AND %1$s
				UNION ALL SELECT 'slot in use: ' || slot_name FROM pg_replication_slots
				WHERE database = current_database() AND (active OR temporary)
				UNION ALL SELECT 'slots: ' || string_agg(slot_name, ' ') FROM pg_replication_slots
				WHERE database = current_database() HAVING count(*) > %2$d
				UNION ALL SELECT 'publications: ' || string_agg(pubname, ' ') FROM pg_publication HAVING count(*) > %2$d
				) AS leftovers""".formatted(connections, this.slots));
	}

}

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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.support.TestDatabase;

import static org.awaitility.Awaitility.await;

/**
 * A stream without an application around it, and what its handler is told.
 */
final class TestStream implements AutoCloseable {

	static final Backoff SOON = new Backoff(Duration.ofMillis(20), Duration.ofMillis(50));

	private final TestDatabase database;

	private final List<PublishedTable> tables = new ArrayList<>();

	private List<OwnTable> ownTables = List.of();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final List<String> inserted = new CopyOnWriteArrayList<>();

	private final List<StreamGap> gaps = new CopyOnWriteArrayList<>();

	private volatile ConnectionSettings connection;

	private ReplicationSettings.Slot slot;

	private Provisioning provisioning = Provisioning.CREATE;

	private Backoff reconnect = SOON;

	private long maxRetained;

	private RetentionPolicy onMaxRetained = RetentionPolicy.ALERT;

	private Duration silenceTimeout = Duration.ofMinutes(1);

	private Duration watchdogInterval = Duration.ofMillis(100);

	private Duration heartbeat = Duration.ZERO;

	private volatile Consumer<StreamGap> onGap = (gap) -> {
	};

	private volatile Runnable onInsert = () -> {
	};

	private @Nullable ReplicationWorker worker;

	private @Nullable PgConnections connections;

	TestStream(TestDatabase database) {
		this.database = database;
		this.connection = new ConnectionSettings(database.url(), database.username(), database.password());
		this.slot = new ReplicationSettings.Slot("realtime_" + database.name(), false, false, LostSlotPolicy.FAIL);
	}

	TestStream table(String name) {
		return table(null, name, ReplicaIdentity.FULL);
	}

	TestStream table(@Nullable String schema, String name, ReplicaIdentity replicaIdentity, String... excludedColumns) {
		this.tables.add(new PublishedTable(schema, name, replicaIdentity, Set.of(excludedColumns)));
		return this;
	}

	TestStream connection(String url, String username, String password) {
		this.connection = new ConnectionSettings(url, username, password);
		return this;
	}

	TestStream slot(String name) {
		this.slot = new ReplicationSettings.Slot(name, false, false, LostSlotPolicy.FAIL);
		return this;
	}

	TestStream slot(boolean temporary, boolean failover, LostSlotPolicy onLost) {
		this.slot = new ReplicationSettings.Slot(this.slot.name(), temporary, failover, onLost);
		return this;
	}

	TestStream provisioning(Provisioning provisioning) {
		this.provisioning = provisioning;
		return this;
	}

	TestStream reconnect(Backoff reconnect) {
		this.reconnect = reconnect;
		return this;
	}

	TestStream silenceTimeout(Duration silenceTimeout) {
		this.silenceTimeout = silenceTimeout;
		return this;
	}

	TestStream onGap(Consumer<StreamGap> onGap) {
		this.onGap = onGap;
		return this;
	}

	TestStream maxRetained(long maxRetained, RetentionPolicy onMaxRetained) {
		this.maxRetained = maxRetained;
		this.onMaxRetained = onMaxRetained;
		return this;
	}

	TestStream heartbeat(Duration interval) {
		this.heartbeat = interval;
		return this;
	}

	TestStream ownTable(OwnTable table) {
		this.ownTables = List.of(table);
		return this;
	}

	TestStream onInsert(Runnable onInsert) {
		this.onInsert = onInsert;
		return this;
	}

	TestStream start() {
		ReplicationSettings settings = new ReplicationSettings(this.slot, publication(), this.provisioning, this.tables,
				1_000_000, this.reconnect, SOON, this.silenceTimeout, Duration.ofSeconds(4), Duration.ofSeconds(5),
				new ReplicationSettings.Guard(this.watchdogInterval, this.maxRetained, this.onMaxRetained,
						this.heartbeat));
		this.connections = new PgConnections(() -> this.connection, "test");
		ReplicationWorker worker = new ReplicationWorker(settings, this.connections, new Handler(),
				() -> this.ownTables, null);
		worker.start();
		this.worker = worker;
		return this;
	}

	TestStream awaitStreaming() {
		await().until(() -> status().state() == ReplicationStatus.State.STREAMING && status().problem() == null);
		return this;
	}

	/**
	 * Wait for a problem.
	 * @param text a part of its description
	 * @return what to do about it
	 */
	String awaitProblem(String text) {
		await().until(() -> String.valueOf(status().problem()).contains(text));
		return String.valueOf(status().action());
	}

	void awaitInserts(int count) {
		await().until(() -> this.told.stream().filter("Insert"::equals).count() == count);
	}

	/**
	 * Wait for a row, whatever was told again before it.
	 * @param id the text of its first column
	 */
	void awaitInsertOf(String id) {
		await().until(() -> this.inserted.contains(id));
	}

	/**
	 * Wait until the watchdog has looked.
	 * @param count how often from now on
	 */
	void awaitLooks(int count) {
		for (int i = 0; i < count; i++) {
			String now = this.database.query("SELECT clock_timestamp()");
			await().until(() -> "t".equals(this.database.query("""
					SELECT max(query_start) > '%s' FROM pg_stat_activity
					WHERE datname = current_database() AND application_name = 'test' AND state = 'idle'
					AND backend_type = 'client backend'""".formatted(now))));
		}
	}

	PgConnections connections() {
		if (this.connections == null) {
			throw new IllegalStateException("Not started");
		}
		return this.connections;
	}

	String publication() {
		return "Realtime of " + this.database.name();
	}

	String slotName() {
		return this.slot.name();
	}

	List<String> told() {
		return this.told;
	}

	List<String> inserted() {
		return this.inserted;
	}

	List<StreamGap> gaps() {
		return this.gaps;
	}

	ReplicationStatus status() {
		if (this.worker == null) {
			throw new IllegalStateException("Not started");
		}
		return this.worker.status();
	}

	void stop() {
		if (this.worker != null) {
			this.worker.stop();
		}
	}

	@Override
	public void close() {
		stop();
	}

	private final class Handler implements WalHandler {

		@Override
		public void connected() {
		}

		@Override
		public void handle(WalRecord record) {
			PgOutputMessage message = record.message();
			TestStream.this.told.add(message.getClass().getSimpleName());
			if (message instanceof Insert insert) {
				TestStream.this.onInsert.run();
				TestStream.this.inserted.add(insert.newRow().text(0));
			}
		}

		@Override
		public void gap(StreamGap gap) {
			TestStream.this.onGap.accept(gap);
			TestStream.this.gaps.add(gap);
			TestStream.this.told.add("Gap");
		}

	}

}

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

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Makes a slot, and delivers the rows of the snapshot that the server exports with it:
 * what was committed before comes from the snapshot, what is committed after from the
 * slot, and nothing from both or neither. Belongs to the reader's thread.
 */
final class SlotSnapshot {

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	private final ReplicationSettings.Slot slot;

	private final InitialRows rows;

	private final WalQueue queue;

	private final BooleanSupplier stopping;

	SlotSnapshot(ReplicationSettings.Slot slot, InitialRows rows, WalQueue queue, BooleanSupplier stopping) {
		this.slot = slot;
		this.rows = rows;
		this.queue = queue;
		this.stopping = stopping;
	}

	/**
	 * Make the slot and deliver the rows.
	 * @param connection a replication connection, which has to stay as it is while the
	 * snapshot is taken over
	 * @param facts the facts of the server
	 * @throws SQLException if a connection is broken
	 */
	void create(ReplicationConnection connection, ServerFacts facts) throws SQLException {
		this.rows.begin();
		Map<String, @Nullable String> created = connection
			.rowPatiently(ReplicationSlot.exportingCreation(this.slot, facts));
		Lsn end = Lsn.parse(String.valueOf(created.get("consistent_point")));
		try {
			this.rows.read(String.valueOf(created.get("snapshot_name")), end, (message) -> offer(message, end));
			awaitConfirmation(end);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while rows were delivered", ex);
		}
		this.rows.delivered();
	}

	private void offer(byte[] message, Lsn end) throws InterruptedException {
		WalMessage data = new WalMessage.Data(end, ByteBuffer.wrap(message));
		while (!this.queue.offer(data, TIMEOUT)) {
			requireGoingOn();
		}
	}

	private void awaitConfirmation(Lsn end) {
		while (end.isAfter(this.queue.confirmed())) {
			requireGoingOn();
			LockSupport.parkNanos(TIMEOUT.toNanos() / 10);
		}
	}

	private void requireGoingOn() {
		RuntimeException failure = this.queue.failure();
		if (failure != null) {
			throw failure;
		}
		if (this.stopping.getAsBoolean()) {
			throw new IllegalStateException("The application stops while rows are delivered");
		}
	}

}

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

package dev.pgrealtime.benchmarks.drain;

import java.io.IOException;
import java.sql.SQLException;

import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * A slot in which changes wait. Whoever drains it gets a copy, so that the work is the
 * same to the byte.
 */
public final class FilledSlot implements AutoCloseable {

	private static final String NAME = "benchmark_filled";

	private final BenchmarkServer server;

	private final PurchaseOrders orders;

	private final String endLsn;

	private FilledSlot(BenchmarkServer server, PurchaseOrders orders, String endLsn) {
		this.server = server;
		this.orders = orders;
		this.endLsn = endLsn;
	}

	/**
	 * Make the slot and the changes.
	 * @param server the server, on which the table is made too
	 * @param orders the changes
	 * @return the slot
	 * @throws SQLException if that fails
	 */
	public static FilledSlot fill(BenchmarkServer server, PurchaseOrders orders) throws SQLException {
		PurchaseOrders.create(server);
		server.execute("TRUNCATE purchase_order",
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(NAME));
		orders.apply(server);
		String endLsn = server.query("SELECT pg_current_wal_insert_lsn()");
		// The server tells that it is past a position only once it has something there
		server.execute("SELECT pg_switch_wal()");
		return new FilledSlot(server, orders, endLsn);
	}

	/**
	 * Have a contender drain a copy.
	 * @param process the contender
	 * @param copy the name of the copy, which is dropped in the end
	 * @return changes a second, from the moment at which the server starts to decode, by
	 * its own log, to the one at which the contender has the last change
	 * @throws IOException if the contender fails
	 * @throws SQLException if the server does
	 */
	public double drain(ContenderProcess<DrainTask, DrainResult> process, String copy)
			throws IOException, SQLException {
		this.server.execute("SELECT pg_copy_logical_replication_slot('%s', '%s')".formatted(NAME, copy));
		DrainResult result = process.run(new DrainTask(this.server.address(), copy, PurchaseOrders.PUBLICATION,
				this.endLsn, this.orders.changes()));
		check(process.contender(), result);
		double seconds = (result.endMillis() - this.server.log().streamStart(copy).toMillis()) / 1e3;
		this.server.dropSlot(copy);
		return this.orders.changes() / seconds;
	}

	private void check(Contender<?, ?> contender, DrainResult result) {
		boolean counted = result.changes() > 0 || !(contender instanceof PgRecvlogicalContender);
		if (counted && (result.inserts() != this.orders.inserts() || result.updates() != this.orders.updates()
				|| result.deletes() != this.orders.deletes())) {
			throw new IllegalStateException(
					"%s received %s instead of %s".formatted(contender.name(), result, this.orders));
		}
	}

	/**
	 * Drop the slot.
	 * @throws SQLException if that fails
	 */
	@Override
	public void close() throws SQLException {
		this.server.execute("SELECT pg_drop_replication_slot('%s')".formatted(NAME));
	}

}

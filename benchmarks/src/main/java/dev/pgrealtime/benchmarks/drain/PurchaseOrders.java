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

import java.sql.SQLException;

import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * The table, and the changes that are made to it: ten inserts to five updates to one
 * delete, five sixths of them in transactions of a hundred, one sixth alone.
 *
 * @param inserts the number of rows that are inserted, a multiple of 6,000 or so small
 * that the last transactions are shorter
 */
public record PurchaseOrders(long inserts) {

	/**
	 * The name of the publication.
	 */
	public static final String PUBLICATION = "benchmark";

	private static final String TABLE = """
			CREATE TABLE IF NOT EXISTS purchase_order (id bigint PRIMARY KEY, customer_id bigint NOT NULL, quantity int NOT NULL,
				total numeric(12, 2) NOT NULL, status text NOT NULL, note text NOT NULL, reference uuid NOT NULL,
				paid boolean NOT NULL, created_at timestamptz NOT NULL, deliver_at timestamp NOT NULL,
				attributes jsonb NOT NULL)""";

	private static final String APPLY = """
			CREATE OR REPLACE PROCEDURE apply(change text, first bigint, last bigint, batch bigint) LANGUAGE plpgsql AS $$
			BEGIN
				FOR n IN first .. last BY batch LOOP
					EXECUTE change USING n, least(n + batch - 1, last);
					COMMIT;
				END LOOP;
			END $$""";

	private static final String INSERT = """
			INSERT INTO purchase_order SELECT n, n % 5000, n % 7, n % 100000 / 100.0, 'PENDING',
				'Please leave order ' || n || ' with the neighbours', gen_random_uuid(), false, now(),
				localtimestamp + interval '2 days',
				jsonb_build_object('channel', 'web', 'items', n % 9, 'tags', jsonb_build_array('new', n % 13))
			FROM generate_series($1, $2) n""";

	private static final String UPDATE = """
			UPDATE purchase_order SET status = 'PAID', paid = true, quantity = quantity + 1
			WHERE id BETWEEN $1 AND $2""";

	private static final String DELETE = "DELETE FROM purchase_order WHERE id BETWEEN $1 AND $2";

	long updates() {
		return this.inserts / 2;
	}

	long deletes() {
		return this.inserts / 10;
	}

	/**
	 * Return the number of changes.
	 * @return inserts, updates and deletes
	 */
	public long changes() {
		return this.inserts + updates() + deletes();
	}

	/**
	 * Make the table and its publication, unless they exist.
	 * @param server the server
	 * @throws SQLException if that fails
	 */
	public static void create(BenchmarkServer server) throws SQLException {
		server.execute(TABLE, "ALTER TABLE purchase_order REPLICA IDENTITY FULL", APPLY,
				"DROP PUBLICATION IF EXISTS " + PUBLICATION,
				"CREATE PUBLICATION %s FOR TABLE purchase_order WITH (publish_via_partition_root = true)"
					.formatted(PUBLICATION));
	}

	/**
	 * Make the changes.
	 * @param server the server
	 * @throws SQLException if that fails
	 */
	public void apply(BenchmarkServer server) throws SQLException {
		apply(server, INSERT, this.inserts);
		apply(server, UPDATE, updates());
		apply(server, DELETE, deletes());
	}

	/**
	 * Make the inserts in a single transaction.
	 * @param server the server
	 * @throws SQLException if that fails
	 */
	public void insertAtOnce(BenchmarkServer server) throws SQLException {
		server.execute("CALL apply('%s', 1, %d, %d)".formatted(INSERT.replace("'", "''"), this.inserts, this.inserts));
	}

	private static void apply(BenchmarkServer server, String change, long count) throws SQLException {
		long together = count / 6 * 5;
		String call = "CALL apply('%s', %d, %d, %d)";
		server.execute("SET synchronous_commit = off", call.formatted(change.replace("'", "''"), 1, together, 100),
				call.formatted(change.replace("'", "''"), together + 1, count, 1));
	}

}

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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many write to the same rows at once, while the connection breaks: the events come in
 * the order in which the transactions have committed.
 */
@SlowFault
class CommitOrderFaultIntegrationTests {

	private static final int WRITERS = 64;

	private static final int TRANSACTIONS = 40;

	private static final int KEYS = 20;

	private final TestDatabase database = PostgresServer.newDatabase();

	private final Walsender walsender = new Walsender(this.database);

	private final StateOracle oracle = Bank.found(this.database);

	@Test
	void eventsComeInTheOrderOfTheLogAndOfEachRow() throws Exception {
		this.database.execute(
				"INSERT INTO account SELECT n, 'counter', 0, NULL FROM generate_series(1, %d) n".formatted(KEYS),
				"SELECT pg_create_logical_replication_slot('reference_%s', 'pgoutput')"
					.formatted(this.database.name()));
		Follower follower = new Follower();
		this.oracle.reload();
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, follower,
				"realtime.retry.initial-interval=10ms")) {
			ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
			List<Future<?>> written = IntStream.range(0, WRITERS)
				.<Future<?>>mapToObj((writer) -> writers.submit(() -> write(new Random(writer))))
				.toList();
			writers.shutdown();
			for (int i = 0; i < 5; i++) {
				this.walsender.replace();
			}
			for (Future<?> writer : written) {
				writer.get();
			}
			this.oracle.verify(context);
		}
		assertThat(follower.versions).hasSize(KEYS)
			.allSatisfy((key, versions) -> assertThat(versions.stream().distinct()).containsExactlyElementsOf(
					LongStream.rangeClosed(1, versions.stream().distinct().count()).boxed().toList()));
		assertThat(new LinkedHashSet<>(follower.transactions)).containsExactlyElementsOf(transactionsInTheLog());
	}

	private Void write(Random random) throws SQLException {
		try (Connection connection = this.database.connect();
				PreparedStatement update = connection
					.prepareStatement("UPDATE account SET version = version + 1 WHERE id = ?")) {
			connection.setAutoCommit(false);
			for (int i = 0; i < TRANSACTIONS; i++) {
				// In one order, lest they wait for each other
				for (int key : random.ints(2, 1, KEYS + 1).sorted().distinct().toArray()) {
					update.setLong(1, key);
					update.execute();
				}
				connection.commit();
			}
		}
		return null;
	}

	/**
	 * Ask the server for what another slot would have sent.
	 */
	private List<Long> transactionsInTheLog() throws SQLException {
		List<Long> transactions = new ArrayList<>();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet changes = statement.executeQuery("""
						SELECT xid FROM pg_logical_slot_get_binary_changes('reference_%1$s', NULL, NULL,
						'proto_version', '1', 'publication_names', 'realtime_%1$s') WITH ORDINALITY
						WHERE get_byte(data, 0) = ascii('C') ORDER BY ordinality""".formatted(this.database.name()))) {
			while (changes.next()) {
				transactions.add(changes.getLong(1));
			}
		}
		return transactions;
	}

	static class Follower {

		private final Map<Long, List<Long>> versions = new ConcurrentHashMap<>();

		private final List<Long> transactions = new CopyOnWriteArrayList<>();

		@EventListener
		void on(EntityUpdated<Account> event) {
			Account account = event.newEntity();
			this.versions.computeIfAbsent(account.getId(), (id) -> new ArrayList<>()).add(account.getVersion());
		}

		@EventListener
		void on(TransactionCommitted transaction) {
			this.transactions.add(transaction.transactionId());
		}

	}

}

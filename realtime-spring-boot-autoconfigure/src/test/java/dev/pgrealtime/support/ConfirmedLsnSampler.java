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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TransactionCommitted;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks again and again at what the server takes for confirmed, on a connection of its
 * own, while a test runs. It must never go back, and no transaction that listeners are
 * done with only later may lie before it. Safe for use by several threads.
 */
public final class ConfirmedLsnSampler implements AutoCloseable {

	private static final int INTERVAL_MILLIS = 2;

	private final TestDatabase database;

	private final ReentrantLock lock = new ReentrantLock();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final FutureTask<@Nullable Void> sampling = new FutureTask<>(this::sample);

	/** How many transactions of each recorder have been looked at. */
	private final Map<EventRecorder, Integer> recorders = new HashMap<>();

	private final Set<Lsn> completed = new HashSet<>();

	/** Transactions that were confirmed before they were completed. */
	private final List<Lsn> tooEarly = new ArrayList<>();

	private Lsn confirmed = Lsn.INVALID;

	private int samples;

	private ConfirmedLsnSampler(TestDatabase database) {
		this.database = database;
	}

	/**
	 * Begin to look at the slot of an application.
	 * @param database the database, whose name is also that of the application
	 * @return a sampler, to be closed when the application is
	 */
	public static ConfirmedLsnSampler start(TestDatabase database) {
		ConfirmedLsnSampler sampler = new ConfirmedLsnSampler(database);
		new Thread(sampler.sampling, "confirmed-lsn-sampler").start();
		return sampler;
	}

	/**
	 * Ask a recorder, too, what is done. What it has recorded before this call may have
	 * been confirmed at any time.
	 * @param recorder a recorder of the application, or of one that runs after it
	 */
	public void watch(EventRecorder recorder) {
		this.lock.lock();
		try {
			this.recorders.put(recorder, 0);
			newlyCompleted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take note of a transaction that the listeners are about to be done with, for who
	 * has no recorder. Nothing after it may have been confirmed before.
	 * @param commitLsn the LSN of its commit record
	 */
	public void completed(Lsn commitLsn) {
		this.lock.lock();
		try {
			if (this.completed.add(commitLsn) && commitLsn.compareTo(this.confirmed) < 0) {
				this.tooEarly.add(commitLsn);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Void sample() throws SQLException, InterruptedException {
		try (Connection connection = this.database.connect();
				PreparedStatement query = connection
					.prepareStatement("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?")) {
			query.setString(1, "realtime_" + this.database.name());
			do {
				look(query);
			}
			while (!this.closing.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
			look(query);
		}
		return null;
	}

	private void look(PreparedStatement query) throws SQLException {
		this.lock.lock();
		try {
			Lsn sample = read(query);
			assertThat(newlyCompleted()).as("completed after %s had been confirmed", this.confirmed)
				.allSatisfy((commitLsn) -> assertThat(commitLsn).isGreaterThanOrEqualTo(this.confirmed));
			if (sample != null) {
				assertThat(sample).as("confirmed").isGreaterThanOrEqualTo(this.confirmed);
				this.confirmed = sample;
				this.samples++;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static @Nullable Lsn read(PreparedStatement query) throws SQLException {
		try (ResultSet result = query.executeQuery()) {
			String text = result.next() ? result.getString(1) : null;
			return (text != null) ? Lsn.parse(text) : null;
		}
	}

	private List<Lsn> newlyCompleted() {
		return this.recorders.keySet().stream().flatMap((recorder) -> {
			List<TransactionCommitted> transactions = List.copyOf(recorder.transactions());
			int seen = this.recorders.replace(recorder, transactions.size());
			return transactions.subList(seen, transactions.size()).stream();
		}).map(TransactionCommitted::commitLsn).filter(this.completed::add).toList();
	}

	/**
	 * Stop looking, and tell what was seen.
	 * @throws AssertionError if something was confirmed too early, or taken back, or
	 * there was nothing to see
	 */
	@Override
	public void close() {
		this.closing.countDown();
		try {
			this.sampling.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("The confirmed LSN is wrong: " + ex.getCause().getMessage(), ex.getCause());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(this.samples).isPositive();
		assertThat(this.tooEarly).as("confirmed before they were completed").isEmpty();
		assertThat(this.recorders.keySet().stream().flatMap((recorder) -> recorder.events().stream()))
			.extracting(RealtimeEvent::position)
			.as("events of transactions that were not completed")
			.filteredOn((position) -> !this.completed.contains(position.commitLsn()))
			.allSatisfy((position) -> assertThat(position.commitLsn()).isGreaterThanOrEqualTo(this.confirmed));
	}

}

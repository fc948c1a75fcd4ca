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

package dev.pgrealtime.pipeline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * A fence of numbered signals. When one comes back and is confirmed, so is everything
 * that was committed before it was written, and every signal with a lower number.
 * <p>
 * Signals are written one at a time, and whoever asks while one is being written shares
 * the next: however many threads wait, there is one connection more to the database. None
 * is written before the stream runs, as the slot of a new application does not reach back
 * to it, and another one is after a gap, which may have swallowed the first.
 */
public final class WalFence implements RealtimeFence, SignalHandler {

	private static final String KIND = "fence";

	/** How often those who wait look at what the stream is doing. */
	private static final long LOOK_INTERVAL = Duration.ofMillis(50).toNanos();

	/** Tells this application's signals from those of others with the same slot. */
	private final String origin = UUID.randomUUID() + "/";

	private final PgConnections connections;

	private final Supplier<ReplicationStatus> status;

	private final LongSupplier nanoTime;

	private final ReentrantLock writing = new ReentrantLock();

	private final ReentrantLock arriving = new ReentrantLock();

	private final Condition arrival = this.arriving.newCondition();

	private final AtomicLong begun = new AtomicLong();

	private volatile long written;

	private volatile long arrived;

	private volatile long lost;

	/**
	 * Create a fence.
	 * @param connections opens a connection for each signal
	 * @param status tells how the stream is doing
	 * @param nanoTime the monotonic clock
	 */
	public WalFence(PgConnections connections, Supplier<ReplicationStatus> status, LongSupplier nanoTime) {
		this.connections = connections;
		this.status = status;
		this.nanoTime = nanoTime;
	}

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public List<SourcedEvent> handle(String argument, Begin transaction, Unconfirmed unconfirmed) {
		if (argument.startsWith(this.origin)) {
			long number = Long.parseLong(argument.substring(this.origin.length()));
			unconfirmed.whenConfirmed(() -> arrived(number));
		}
		return List.of();
	}

	private void arrived(long number) {
		this.arriving.lock();
		try {
			this.arrived = Math.max(this.arrived, number);
			this.arrival.signalAll();
		}
		finally {
			this.arriving.unlock();
		}
	}

	@Override
	public void gap() {
		this.lost = this.begun.get();
	}

	@Override
	public void awaitDelivered(Duration timeout) throws TimeoutException, InterruptedException {
		long start = this.nanoTime.getAsLong();
		long nanos = TimeUnit.NANOSECONDS.convert(timeout);
		long number = 0;
		@Nullable SQLException failure = null;
		do {
			ReplicationStatus.State state = requireStarted();
			long remaining = nanos - (this.nanoTime.getAsLong() - start);
			if (remaining <= 0) {
				throw timeout(timeout, failure);
			}
			if (number <= this.lost && state == ReplicationStatus.State.STREAMING) {
				try {
					number = write(remaining);
					failure = null;
				}
				catch (SQLException ex) {
					failure = requirePassing(ex);
				}
			}
		}
		while (!awaitArrival(number, Math.min(LOOK_INTERVAL, nanos - (this.nanoTime.getAsLong() - start))));
	}

	private ReplicationStatus.State requireStarted() {
		ReplicationStatus.State state = this.status.get().state();
		if (state == ReplicationStatus.State.IDLE) {
			throw new IllegalStateException(
					"Nothing is ever delivered, because no entity is annotated with @RealtimeEntity");
		}
		if (state == ReplicationStatus.State.STOPPED) {
			throw new IllegalStateException("Nothing is delivered, because the stream is stopped");
		}
		return state;
	}

	/**
	 * Have a signal written, by this thread or another one.
	 * @param nanos how long that may take
	 * @return the number of a signal whose writing has begun after this call, or 0 if
	 * another thread has not come to its end in time
	 */
	private long write(long nanos) throws SQLException, InterruptedException {
		long next = this.begun.get() + 1;
		if (!this.writing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
			return 0;
		}
		try {
			if (this.written < next) {
				long number = this.begun.incrementAndGet();
				emit(number, Duration.ofNanos(nanos));
				this.written = number;
			}
			return this.written;
		}
		finally {
			this.writing.unlock();
		}
	}

	private void emit(long number, Duration timeout) throws SQLException {
		try (Connection connection = this.connections.openOrdinary(timeout);
				PreparedStatement statement = connection.prepareStatement(StreamSignals.emit())) {
			statement.setString(1, KIND + ":" + this.origin + number);
			statement.execute();
		}
	}

	private boolean awaitArrival(long number, long nanos) throws InterruptedException {
		this.arriving.lockInterruptibly();
		try {
			long remaining = nanos;
			while (remaining > 0 && !hasArrived(number)) {
				remaining = this.arrival.awaitNanos(remaining);
			}
			return hasArrived(number);
		}
		finally {
			this.arriving.unlock();
		}
	}

	private boolean hasArrived(long number) {
		return number > 0 && this.arrived >= number;
	}

	private static SQLException requirePassing(SQLException ex) {
		if (!PgConnections.mayPass(ex)) {
			throw new IllegalStateException("The fence cannot be written: " + ex.getMessage(), ex);
		}
		return ex;
	}

	private TimeoutException timeout(Duration timeout, @Nullable SQLException failure) {
		ReplicationStatus status = this.status.get();
		String problem = (failure != null && status.problem() == null) ? failure.getMessage() : status.problem();
		TimeoutException exception = new TimeoutException(
				"What was committed was not delivered within %s, the stream is %s%s".formatted(timeout, status.state(),
						(problem != null) ? ": " + problem : ""));
		exception.initCause(failure);
		return exception;
	}

}

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

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Looks from time to time, over a connection of its own, whether slot and publication are
 * still what they were when the stream began, and ends the stream if they are not. Not
 * every loss ends it by itself: without its publication it would go on, and stay silent.
 * It looks at the slot more often while the stream itself cannot renew the lease.
 */
final class Watchdog implements Runnable {

	private final ReplicationSettings settings;

	private final PgConnections connections;

	private final WalQueue queue;

	private final StreamMonitor monitor;

	private final WalBudget budget;

	private final Heartbeat heartbeat;

	private final Lease lease;

	private final LongSupplier nanoTime;

	private final Pace looks;

	private final Pace renewals;

	private final @Nullable Pace beats;

	private final CountDownLatch stopRequested = new CountDownLatch(1);

	private volatile @Nullable Watch watch;

	private volatile @Nullable ServerConnection connection;

	/** How far we were when the server last refused a connection because it stops. */
	private @Nullable Lsn confirmedAtRefusal;

	Watchdog(ReplicationSettings settings, PgConnections connections, WalQueue queue, StreamMonitor monitor,
			Lease lease, LongSupplier nanoTime) {
		this.settings = settings;
		this.connections = connections;
		this.queue = queue;
		this.monitor = monitor;
		this.lease = lease;
		this.nanoTime = nanoTime;
		this.budget = new WalBudget(settings.guard().maxRetained(), nanoTime);
		this.heartbeat = monitor.heartbeat();
		this.looks = new Pace(settings.guard().interval(), nanoTime);
		this.renewals = new Pace(lease.duration().dividedBy(4), nanoTime);
		this.beats = this.heartbeat.interval().isZero() ? null : new Pace(this.heartbeat.interval(), nanoTime);
	}

	/**
	 * A stream was started, or has ended.
	 * @param watch the stream, or {@code null} if there is none
	 * @return the stream before, or {@code null} if there was none
	 */
	@Nullable Watch watch(@Nullable Watch watch) {
		Watch before = this.watch;
		this.heartbeat.forget();
		this.watch = watch;
		return before;
	}

	void stop() {
		this.stopRequested.countDown();
		ServerConnection connection = this.connection;
		if (connection != null) {
			connection.abort();
		}
	}

	@Override
	public void run() {
		try {
			while (!this.stopRequested.await(nanosLeft(), TimeUnit.NANOSECONDS)) {
				attend(this.watch);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			disconnect();
		}
	}

	private long nanosLeft() {
		long nanos = Math.min(this.looks.nanosLeft(), this.renewals.nanosLeft());
		return (this.beats != null) ? Math.min(nanos, this.beats.nanosLeft()) : nanos;
	}

	private void attend(@Nullable Watch watch) {
		if (this.renewals.isDue() && watch != null && this.lease.isDue(watch.generation())) {
			renewLease(watch);
		}
		boolean look = this.looks.isDue();
		boolean beat = this.beats != null && this.beats.isDue();
		if (watch == null) {
			disconnect();
			return;
		}
		try {
			if (look) {
				// A server that is asked to stop waits for those that are connected, and
				// tells it to those only who want to be
				disconnect();
				compare(connection(), watch);
				this.confirmedAtRefusal = null;
				this.monitor.watched();
			}
			if (beat) {
				this.monitor.listened();
				beat(connection(), watch);
			}
			if (this.watch != watch) {
				this.heartbeat.forget();
			}
		}
		catch (ReplicationException ex) {
			this.queue.fail(watch.generation(), ex);
		}
		catch (SQLException | RuntimeException ex) {
			disconnect();
			if (ex instanceof SQLException refusal && ReplicationErrors.stops(refusal)) {
				letStop(watch);
			}
			if (this.stopRequested.getCount() > 0) {
				this.monitor.unwatched(ex);
			}
		}
	}

	private void renewLease(Watch watch) {
		try {
			find(connection(), watch);
		}
		catch (ReplicationException ex) {
			this.queue.fail(watch.generation(), ex);
		}
		catch (SQLException | RuntimeException ex) {
			// The next look says so if it lasts
			disconnect();
		}
	}

	private void letStop(Watch watch) {
		// It waits for the connections that are open, and then until everything is
		// confirmed; where nothing is any more, it would wait in vain
		this.connections.closeKept();
		Lsn confirmed = this.queue.confirmed();
		if (confirmed.equals(this.confirmedAtRefusal) && this.monitor.status().lagBytes() > 0) {
			this.queue.fail(watch.generation(), ReplicationErrors.serverStops());
		}
		this.confirmedAtRefusal = confirmed;
	}

	private void beat(ServerConnection connection, Watch watch) throws SQLException {
		String statement = watch.mayWrite() ? this.heartbeat.next() : null;
		if (statement == null) {
			return;
		}
		try {
			// A standby that commits wait for may be away, and the stream is not
			connection.execute("SET synchronous_commit = local");
			connection.execute(statement);
		}
		catch (SQLException ex) {
			this.heartbeat.forget();
			if (ReplicationErrors.mayPass(ex)) {
				throw ex;
			}
			watch.mayNotWrite();
			this.monitor.heartless(ex);
		}
	}

	private void compare(ServerConnection connection, Watch watch) throws SQLException {
		ReplicationSlot slot = find(connection, watch);
		if (isBusy(connection, watch)) {
			this.monitor.heard();
			this.monitor.progressed();
		}
		judge(slot);
		this.monitor.warning(Warning.FAILOVER, this.settings.slot().isSynchronizedBy(watch.facts())
				? FailoverReadiness.judge(connection, this.settings.slot().name(), slot) : null);
		PublicationState now = PublicationState.read(connection, this.settings.publication(), this.settings.tables(),
				watch.facts());
		String difference = now.differenceFrom(watch.publication());
		if (difference != null) {
			throw ReplicationErrors.publicationChanged(this.settings.publication(), difference);
		}
		if (watch.writers() != null && watch.writers().haveEnded(connection)) {
			throw ReplicationErrors.writersEnded(this.settings.publication());
		}
		watch.seenAgain(now);
		this.monitor.missing(missing(watch.publication(), now));
	}

	private ReplicationSlot find(ServerConnection connection, Watch watch) throws SQLException {
		String name = this.settings.slot().name();
		long now = this.nanoTime.getAsLong();
		ReplicationSlot slot = ReplicationSlot.find(connection, name);
		if (slot == null || !watch.process().equals(slot.activeProcess())) {
			throw ReplicationErrors.notOurStream(name, slot);
		}
		this.lease.seen(watch.generation(), now);
		return slot;
	}

	private boolean isBusy(ServerConnection connection, Watch watch) throws SQLException {
		// It does not answer while it goes through a long transaction of other tables
		boolean quiet = this.heartbeat.isExpected()
				|| this.monitor.nanosSinceHeard() > this.settings.silenceTimeout().toNanos() / 4;
		return quiet && connection.text("""
				SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'
				AND (wait_event_type IS NULL OR wait_event_type NOT IN ('Activity', 'Client', 'IPC'))"""
			.formatted(watch.process())) != null;
	}

	private void judge(ReplicationSlot slot) {
		ReplicationSettings.Guard guard = this.settings.guard();
		long retained = slot.retained();
		boolean exceeded = WalBudget.isExceeded(guard.maxRetained(), retained);
		this.monitor.warning(Warning.RETENTION, this.budget.judge(retained));
		this.monitor.warning(Warning.INVALIDATION, this.budget.judgeLimit(retained, slot.safe()));
		if (exceeded && guard.onMaxRetained() == RetentionPolicy.DROP_SLOT) {
			throw ReplicationErrors.tooExpensive(WalBudget.describe(retained, guard.maxRetained()));
		}
		this.monitor.expensive(
				exceeded ? ReplicationErrors.tooExpensive(WalBudget.describe(retained, guard.maxRetained())) : null);
	}

	private static @Nullable ReplicationException missing(PublicationState before, PublicationState now) {
		List<String> missing = before.tables()
			.keySet()
			.stream()
			.filter((table) -> !now.tables().containsKey(table))
			.toList();
		return missing.isEmpty() ? null : ReplicationErrors.missingTable(String.join(", ", missing));
	}

	private ServerConnection connection() throws SQLException {
		ServerConnection connection = this.connection;
		if (connection == null) {
			connection = this.connections.openControl(this.settings.silenceTimeout());
			this.connection = connection;
		}
		return connection;
	}

	private void disconnect() {
		ServerConnection connection = this.connection;
		this.connection = null;
		if (connection != null) {
			connection.close();
		}
	}

}

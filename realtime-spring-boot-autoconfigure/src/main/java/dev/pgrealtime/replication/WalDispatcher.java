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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Commit;
import dev.pgrealtime.pgoutput.LogicalMessage;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;

/**
 * Takes messages from the queue to the handler, as long as the stream is ours, one at a
 * time, again and again until the handler returns, and tells the ledger where a part of
 * the stream ends: with the commit of a transaction, a keepalive between transactions, a
 * gap. Each stands in the queue behind all that it covers.
 * <p>
 * When asked to stop it goes on to the end of the transaction in progress, and waits for
 * whoever works on anything.
 */
final class WalDispatcher implements Runnable {

	private final WalQueue queue;

	private final WalHandler handler;

	private final Backoff redeliver;

	private final StreamMonitor monitor;

	private final Lease lease;

	private final Supplier<? extends Lock> ledgerLocks;

	private volatile boolean stopping;

	private long generation = -1;

	private boolean inTransaction;

	private boolean abandoned;

	private boolean streaming;

	private ConfirmationLedger ledger = new ConfirmationLedger((end, committed) -> {
	}, () -> true);

	WalDispatcher(WalQueue queue, WalHandler handler, Backoff redeliver, StreamMonitor monitor, Lease lease) {
		this(queue, handler, redeliver, monitor, lease, ReentrantLock::new);
	}

	/**
	 * Create a dispatcher that waits at given locks.
	 * @param queue where the messages come from
	 * @param handler where they go
	 * @param redeliver the delays between attempts to hand a message to the handler
	 * @param monitor is told how it goes
	 * @param lease tells whether the stream is ours
	 * @param ledgerLocks makes the lock of each connection's ledger
	 */
	WalDispatcher(WalQueue queue, WalHandler handler, Backoff redeliver, StreamMonitor monitor, Lease lease,
			Supplier<? extends Lock> ledgerLocks) {
		this.queue = queue;
		this.handler = handler;
		this.redeliver = redeliver;
		this.monitor = monitor;
		this.lease = lease;
		this.ledgerLocks = ledgerLocks;
	}

	void stop() {
		this.stopping = true;
		this.queue.stop();
		this.lease.stop();
	}

	@Override
	public void run() {
		while (!finished()) {
			try {
				WalQueue.Batch batch = this.queue.take(this.generation, this.inTransaction);
				dispatch(batch);
			}
			catch (InterruptedException ex) {
				// A listener left the flag behind, unless we are stopping
			}
		}
		try {
			this.ledger.awaitQuiet();
		}
		catch (InterruptedException ex) {
			this.monitor.deliveryAbandoned();
		}
		endStream();
	}

	private void dispatch(WalQueue.Batch batch) {
		if (batch.generation() != this.generation) {
			begin(batch.generation());
		}
		for (WalMessage message : batch.messages()) {
			if (finished() || this.abandoned || this.queue.generation() != this.generation) {
				break;
			}
			dispatch(message);
		}
	}

	private boolean finished() {
		return this.stopping && !this.inTransaction;
	}

	private void begin(long generation) {
		endStream();
		this.generation = generation;
		this.inTransaction = false;
		this.abandoned = false;
		this.ledger = new ConfirmationLedger((end, committed) -> {
			this.queue.confirm(generation, end);
			if (committed != null) {
				this.monitor.delivered(committed);
			}
		}, () -> this.lease.await(generation), this.ledgerLocks.get());
		this.monitor.withheld(null);
		deliver(this.handler::connected);
	}

	private void endStream() {
		if (this.streaming) {
			this.streaming = false;
			this.handler.streamEnded();
		}
	}

	private void dispatch(WalMessage message) {
		if (message instanceof WalMessage.Data data) {
			dispatch(data);
		}
		else if (message instanceof WalMessage.Keepalive keepalive) {
			if (!this.inTransaction) {
				this.ledger.end(keepalive.walEnd(), null);
			}
		}
		else if (message instanceof WalMessage.Started started) {
			this.streaming = deliver(() -> this.handler.streaming(started.from()));
		}
		else if (message instanceof WalMessage.Gap gap && deliver(() -> this.handler.gap(gap.gap()))) {
			this.ledger.end(gap.gap().to(), null);
		}
	}

	private void dispatch(WalMessage.Data data) {
		PgOutputMessage message = decode(data);
		if (message == null) {
			return;
		}
		WalRecord record = new WalRecord(message, data.payload(), this.ledger.current());
		if (!deliver(() -> this.handler.handle(record))) {
			return;
		}
		if (message instanceof Begin) {
			this.inTransaction = true;
		}
		else if (message instanceof LogicalMessage) {
			this.monitor.heartbeat().dispatched(data, record.unconfirmed());
		}
		else if (message instanceof Commit commit) {
			this.inTransaction = false;
			this.ledger.end(commit.endLsn(), commit.commitTimestamp());
		}
	}

	private @Nullable PgOutputMessage decode(WalMessage.Data data) {
		try {
			return PgOutputDecoder.decode(data.payload());
		}
		catch (PgOutputProtocolException ex) {
			fail(ex);
			return null;
		}
	}

	private boolean deliver(Delivery delivery) {
		for (int attempt = 1; this.lease.await(this.generation); attempt++) {
			try {
				delivery.attempt();
				if (attempt > 1) {
					this.monitor.deliveryRecovered(attempt);
				}
				return true;
			}
			catch (PgOutputProtocolException ex) {
				fail(ex);
				return false;
			}
			catch (StreamLostException ex) {
				break;
			}
			catch (ChangeWithheldException ex) {
				this.ledger.withhold();
				this.monitor.withheld(ex);
				return true;
			}
			catch (Throwable ex) {
				if (!mayTryAgain(ex, attempt)) {
					break;
				}
			}
		}
		abandon();
		return false;
	}

	private boolean mayTryAgain(Throwable failure, int attempt) {
		Duration delay = this.redeliver.delay(attempt);
		this.monitor.deliveryFailed(failure, attempt, delay);
		try {
			return this.queue.pause(this.generation, delay);
		}
		catch (InterruptedException ex) {
			return !this.stopping;
		}
	}

	private void fail(PgOutputProtocolException ex) {
		this.queue.fail(this.generation, ex);
		abandon();
	}

	/**
	 * Leave the rest of the generation alone: the server will send it again.
	 */
	private void abandon() {
		this.abandoned = true;
		this.inTransaction = false;
		this.monitor.deliveryAbandoned();
	}

	@FunctionalInterface
	private interface Delivery {

		void attempt() throws Exception;

	}

}

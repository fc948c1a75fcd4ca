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

package dev.pgrealtime.rowsecurity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.DeferredAccess;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.RowAccess;
import dev.pgrealtime.hub.Sight;

/**
 * Stands between the hub and the database: events wait here, in a bounded queue for each
 * role and claims, until the database has said who may see them. What has gathered is
 * asked with one statement, so that the busier the stream is, the more events share one.
 * Neither the publisher nor the subscribers of another role or other claims wait for an
 * answer. Safe for use by several threads.
 */
public final class RowSecurityGates implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RowSecurityGates.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition work = this.lock.newCondition();

	private final Map<DatabaseIdentity, RowSecurityGate> gates = new HashMap<>();

	private final Deque<RowSecurityGate> ready = new ArrayDeque<>();

	private final Supplier<? extends RowCheck> checks;

	private final EventRowsSource rows;

	private final RowSecurityLimits limits;

	private final ThreadFactory threads;

	/** The number of times that the gates were opened or closed. */
	private int generation;

	private volatile boolean running;

	private volatile boolean failing;

	/**
	 * Create gates that are closed: whoever asks is told that nobody knows.
	 * @param checks makes what asks the database, for each thread
	 * @param rows knows the rows of events
	 * @param limits how much may wait
	 * @param threads makes the threads that ask
	 */
	public RowSecurityGates(Supplier<? extends RowCheck> checks, EventRowsSource rows, RowSecurityLimits limits,
			ThreadFactory threads) {
		this.checks = checks;
		this.rows = rows;
		this.limits = limits;
		this.threads = threads;
	}

	/**
	 * Return what a subscriber may see that is somebody to the database.
	 * @param identity who that is
	 * @param access tells what else has to be allowed, equal to any other that tells the
	 * same; {@code null} for nothing
	 * @return the access, equal to any other for the same
	 */
	public DeferredAccess accessOf(DatabaseIdentity identity, @Nullable RowAccess access) {
		return new SecuredAccess(this, identity, access);
	}

	void ask(DatabaseIdentity identity, RealtimeEvent<?> event, Consumer<@Nullable Sight> answer) {
		if (!enter(identity, event, rows(event), answer)) {
			answer.accept(null);
		}
	}

	private @Nullable EventRows rows(RealtimeEvent<?> event) {
		try {
			return this.rows.rows(event);
		}
		catch (RuntimeException ex) {
			askFailed(ex);
			return null;
		}
	}

	private boolean enter(DatabaseIdentity identity, RealtimeEvent<?> event, @Nullable EventRows rows,
			Consumer<@Nullable Sight> answer) {
		List<RowSecurityGate.Entry> refused = List.of();
		this.lock.lock();
		try {
			if (!this.running) {
				return false;
			}
			RowSecurityGate gate = this.gates.computeIfAbsent(identity, this::newGate);
			if (!gate.add(event, rows, answer, this.limits)) {
				refused = gate.take();
			}
		}
		finally {
			this.lock.unlock();
		}
		new Batch(identity, refused).answer(this::answerFailed);
		return true;
	}

	private RowSecurityGate newGate(DatabaseIdentity identity) {
		RowSecurityGate gate = new RowSecurityGate(identity);
		this.ready.add(gate);
		this.work.signal();
		return gate;
	}

	private void work(int generation) {
		try (RowCheck check = this.checks.get()) {
			RowSecurityGate gate = next(null, generation);
			while (gate != null) {
				Batch batch = take(gate);
				try {
					if (batch.ask(check, this::askFailed)) {
						this.failing = false;
					}
				}
				catch (RuntimeException | Error ex) {
					askFailed(ex);
				}
				batch.answer(this::answerFailed);
				gate = next(gate, generation);
			}
		}
	}

	/**
	 * Wait for something to do.
	 * @param done the gate that was worked on, which stays known as long as events wait
	 * @param generation the generation of whoever waits
	 * @return the gate to work on, or {@code null} if the gates were closed
	 */
	private @Nullable RowSecurityGate next(@Nullable RowSecurityGate done, int generation) {
		this.lock.lock();
		try {
			if (done != null && done.isEmpty()) {
				this.gates.remove(done.identity(), done);
			}
			else if (done != null) {
				this.ready.add(done);
			}
			while (this.generation == generation && this.ready.isEmpty()) {
				this.work.awaitUninterruptibly();
			}
			return (this.generation == generation) ? this.ready.remove() : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Batch take(RowSecurityGate gate) {
		this.lock.lock();
		try {
			return new Batch(gate.identity(), gate.take());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void askFailed(Throwable failure) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("Who may see some rows cannot be told by the database, so their subscribers are told to reload "
					+ "instead. This is logged once until the database answers again", failure);
		}
	}

	private void answerFailed(Throwable failure) {
		logger.warn("A subscriber could not be told what it may see", failure);
	}

	/**
	 * Open the gates.
	 */
	@Override
	public void start() {
		this.lock.lock();
		try {
			if (!this.running) {
				this.running = true;
				int generation = ++this.generation;
				for (int i = 0; i < this.limits.connections(); i++) {
					this.threads.newThread(() -> work(generation)).start();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close the gates. Whoever waits is told that nobody knows.
	 */
	@Override
	public void stop() {
		List<RowSecurityGate> closed;
		this.lock.lock();
		try {
			this.running = false;
			this.generation++;
			this.work.signalAll();
			this.ready.clear();
			closed = List.copyOf(this.gates.values());
			this.gates.clear();
		}
		finally {
			this.lock.unlock();
		}
		closed.forEach((gate) -> take(gate).answer(this::answerFailed));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return RealtimeHub.PHASE;
	}

}

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

package dev.pgrealtime.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.replication.Unconfirmed;

/**
 * The way of events to one listener. There are no more workers than may be busy, and one
 * that finds nothing to do ends. What has begun is never taken back: when the connection
 * or the application goes, the tasks that wait are abandoned, and those that run keep
 * their place in the order until they end.
 * <p>
 * Safe for use by several threads. The lock is held for bookkeeping, never while somebody
 * else's code runs.
 */
final class ListenerLane implements Outlet {

	private static final Log logger = LogFactory.getLog(ListenerLane.class);

	/** When to ask again for a thread that was refused. */
	private static final Duration SHORTAGE = Duration.ofSeconds(1);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final LaneQueue queue = new LaneQueue();

	private final int concurrency;

	private final int maxInFlight;

	private final long bufferSize;

	private final ListenerCall call;

	private final FailureHandling failureHandling;

	private final LaneMonitor monitor;

	private final Executor executor;

	private final DeliveryClock clock;

	private int workers;

	private boolean started;

	private boolean finishing;

	ListenerLane(RealtimeListenerMethod listener, DeliverySettings settings, DeliveryCollaborators collaborators) {
		this.concurrency = listener.settings().concurrency();
		this.maxInFlight = settings.maxInFlight();
		this.bufferSize = settings.bufferSize();
		this.call = new ListenerCall(listener, collaborators);
		this.failureHandling = new FailureHandling(listener, settings, collaborators);
		this.monitor = new LaneMonitor(listener.getListenerId());
		this.executor = collaborators.executor();
		this.clock = collaborators.clock();
	}

	void start() {
		this.lock.lock();
		try {
			this.started = true;
			this.finishing = false;
			this.monitor.restarted();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void take(Handover handover, Unconfirmed unconfirmed) {
		submit(new Task(handover, this.concurrency > 1, unconfirmed.hold(), null));
	}

	@Override
	public void committed(Unconfirmed unconfirmed) {
	}

	/**
	 * Hand over once more what was parked.
	 * @param handover what was parked
	 * @return is completed when the listener has returned
	 */
	CompletableFuture<@Nullable Void> resubmit(Handover handover) {
		CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
		submit(new Task(handover, this.concurrency > 1, null, outcome));
		return outcome;
	}

	private void submit(Task task) {
		boolean accepted;
		List<Task> givenUp = List.of();
		int recruits = 0;
		this.lock.lock();
		try {
			while (accepts() && !this.queue.hasRoomFor(task, this.maxInFlight, this.bufferSize)) {
				this.clock.await(this.room);
			}
			accepted = accepts();
			if (accepted) {
				this.queue.add(task);
				givenUp = task.isGivenUp() ? this.queue.giveUp(task) : givenUp;
				recruits = recruits();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (!accepted) {
			task.abandon(null);
		}
		abandon(givenUp, null);
		recruit(recruits);
	}

	private boolean accepts() {
		return this.started && !this.monitor.isStopped();
	}

	private int recruits() {
		int recruits = Math.min(this.queue.readyTasks(), this.concurrency - this.workers);
		this.workers += recruits;
		return recruits;
	}

	private void recruit(int recruits) {
		for (int i = 0; i < recruits; i++) {
			try {
				this.executor.execute(new Worker());
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A thread for a listener was refused, and is asked for again", ex);
				dismiss(recruits - i);
				return;
			}
		}
	}

	private void dismiss(int recruits) {
		this.lock.lock();
		try {
			this.workers -= recruits;
		}
		finally {
			this.lock.unlock();
		}
		this.clock.after(SHORTAGE, () -> recruitAfter(() -> {
		}));
	}

	private @Nullable Task begin() {
		this.lock.lock();
		try {
			return next();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Task next() {
		Task task = this.queue.next();
		if (task == null) {
			this.workers--;
		}
		return task;
	}

	private Verdict attempt(Task task) {
		if (!task.isOurs()) {
			return Verdict.giveUp(null);
		}
		try {
			if (task.isResubmission() || !this.failureHandling.isParked(task)) {
				this.call.run(task.handover());
			}
			return Verdict.DONE;
		}
		catch (Throwable ex) {
			return (task.isResubmission() || task.isObsolete()) ? Verdict.giveUp(ex)
					: this.failureHandling.failed(task, ex);
		}
	}

	private @Nullable Task end(Task task, Verdict verdict) {
		List<Task> abandoned;
		Task next;
		int recruits;
		this.lock.lock();
		try {
			abandoned = settle(task, verdict);
			next = next();
			recruits = recruits();
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (verdict.kind() == Verdict.Kind.DONE) {
			task.release();
		}
		else if (verdict.kind() == Verdict.Kind.AGAIN && abandoned.isEmpty()) {
			this.clock.after(verdict.delay(), () -> recruitAfter(() -> this.queue.resume(task)));
		}
		abandon(abandoned, verdict.failure());
		recruit(recruits);
		return next;
	}

	private List<Task> settle(Task task, Verdict verdict) {
		if (verdict.kind() == Verdict.Kind.AGAIN && !task.isObsolete()) {
			if (this.finishing) {
				return this.queue.giveUp(task);
			}
			this.queue.suspend(task);
			this.monitor.failed(task.handover(), verdict);
			return List.of();
		}
		this.queue.remove(task);
		if (!this.queue.hasFailing()) {
			this.monitor.recovered();
		}
		if (verdict.kind() == Verdict.Kind.DONE) {
			return List.of();
		}
		List<Task> abandoned = new ArrayList<>(List.of(task));
		if (verdict.kind() == Verdict.Kind.STOP && !task.isObsolete()) {
			this.monitor.stopped(task.handover(), verdict);
			abandoned.addAll(this.queue.clear());
		}
		return abandoned;
	}

	private void recruitAfter(Runnable change) {
		int recruits;
		this.lock.lock();
		try {
			change.run();
			recruits = recruits();
		}
		finally {
			this.lock.unlock();
		}
		recruit(recruits);
	}

	@Override
	public void connected() {
		clear(this.monitor::restarted);
	}

	/**
	 * Make no other attempt at what has failed.
	 */
	void finish() {
		List<Task> givenUp;
		this.lock.lock();
		try {
			this.finishing = true;
			givenUp = this.queue.giveUpFailing();
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		abandon(givenUp, null);
	}

	/**
	 * Begin nothing any more. What has begun goes on.
	 */
	void stop() {
		clear(() -> this.started = false);
	}

	private void clear(Runnable change) {
		List<Task> cleared;
		this.lock.lock();
		try {
			change.run();
			cleared = this.queue.clear();
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		abandon(cleared, null);
	}

	private static void abandon(List<Task> tasks, @Nullable Throwable failure) {
		tasks.forEach((task) -> task.abandon(failure));
	}

	ListenerStatus status() {
		this.lock.lock();
		try {
			return this.monitor.status(this.queue.inFlight());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes one task after another, as long as there is one that is ready. Belongs to one
	 * thread.
	 */
	private final class Worker implements LaneWork {

		private @Nullable Task task;

		private @Nullable Verdict verdict;

		@Override
		public boolean step() {
			if (this.task == null) {
				this.task = begin();
			}
			else if (this.verdict == null) {
				this.verdict = attempt(this.task);
			}
			else {
				this.task = end(this.task, this.verdict);
				this.verdict = null;
			}
			return this.task != null;
		}

	}

}

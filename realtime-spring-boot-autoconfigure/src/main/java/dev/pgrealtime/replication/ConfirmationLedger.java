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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Tells what may be confirmed of one connection. The stream is cut into parts, each of
 * which ends where a transaction ends, or at a keepalive between transactions. A part is
 * done when it has ended and nobody holds it any more; confirmed is the end of the last
 * one that is done and has none before it that is not.
 * <p>
 * However long one part is held, those that are done behind it take no more room than
 * those that are not: neighbours become one. Safe for use by several threads.
 */
final class ConfirmationLedger {

	/** From how many parts on it is worth while to look for neighbours that are done. */
	private static final int MIN_JOIN_SIZE = 16;

	private final Lock lock;

	private final Condition quiet;

	private Deque<Part> parts = new ArrayDeque<>();

	private int joinSize = MIN_JOIN_SIZE;

	private final Confirmation confirmation;

	private final BooleanSupplier ownership;

	private @Nullable Part current;

	private int activeHolds;

	private boolean withholding;

	/**
	 * Create a ledger.
	 * @param confirmation is told what is confirmed, in ascending order
	 * @param ownership tells whether the stream is still ours, waiting until that is
	 * known
	 */
	ConfirmationLedger(Confirmation confirmation, BooleanSupplier ownership) {
		this(confirmation, ownership, new ReentrantLock());
	}

	/**
	 * Create a ledger that waits at a given lock.
	 * @param confirmation is told what is confirmed, in ascending order
	 * @param ownership tells whether the stream is still ours, waiting until that is
	 * known
	 * @param lock guards the ledger; whoever waits does so at a condition of it
	 */
	ConfirmationLedger(Confirmation confirmation, BooleanSupplier ownership, Lock lock) {
		this.confirmation = confirmation;
		this.ownership = ownership;
		this.lock = lock;
		this.quiet = lock.newCondition();
	}

	/**
	 * Return the part that has not ended.
	 * @return the part, which begins now if there is none
	 */
	Unconfirmed current() {
		this.lock.lock();
		try {
			return begun();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Part begun() {
		if (this.current == null) {
			this.current = new Part();
			this.parts.add(this.current);
		}
		return this.current;
	}

	/**
	 * End the current part.
	 * @param end the position before which everything belongs to it or an earlier one
	 * @param committed when the transaction that it is was committed, or {@code null} if
	 * it is none
	 */
	void end(Lsn end, @Nullable Instant committed) {
		settle(() -> {
			Part part = begun();
			part.end = end;
			part.committed = committed;
			this.current = null;
		});
	}

	/**
	 * Confirm nothing any more.
	 */
	void withhold() {
		settle(() -> this.withholding = true);
	}

	/**
	 * Wait until nobody works on anything any more.
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitQuiet() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.activeHolds > 0) {
				this.quiet.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settle(Runnable change) {
		List<Runnable> actions = new ArrayList<>();
		this.lock.lock();
		try {
			change.run();
			if (this.withholding) {
				this.parts.clear();
			}
			while (!this.parts.isEmpty() && this.parts.element().isDone()) {
				Part part = this.parts.remove();
				this.confirmation.confirmed(part.end(), part.committed);
				actions.addAll(part.actions);
			}
			if (this.parts.size() >= this.joinSize) {
				join();
			}
			if (this.activeHolds == 0) {
				this.quiet.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		actions.forEach(Runnable::run);
	}

	private void join() {
		Deque<Part> joined = new ArrayDeque<>();
		for (Part part : this.parts) {
			Part last = joined.peekLast();
			if (last != null && last.isDone() && part.isDone()) {
				last.join(part);
			}
			else {
				joined.add(part);
			}
		}
		this.parts = joined;
		this.joinSize = Math.max(MIN_JOIN_SIZE, 2 * joined.size());
	}

	/**
	 * Return how many parts are remembered.
	 * @return their number
	 */
	int size() {
		this.lock.lock();
		try {
			return this.parts.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Is told what is confirmed, by whichever thread finishes the last piece of work.
	 */
	@FunctionalInterface
	interface Confirmation {

		/**
		 * Everything before a position is done.
		 * @param end the position
		 * @param committed when the last transaction before it was committed, or
		 * {@code null} if there was none since the last call
		 */
		void confirmed(Lsn end, @Nullable Instant committed);

	}

	private final class Part implements Unconfirmed {

		private final List<Runnable> actions = new ArrayList<>(1);

		private int holds;

		private @Nullable Lsn end;

		private @Nullable Instant committed;

		private boolean isDone() {
			return this.end != null && this.holds == 0;
		}

		private Lsn end() {
			if (this.end == null) {
				throw new IllegalStateException("The part has not ended");
			}
			return this.end;
		}

		private void join(Part next) {
			this.end = next.end;
			this.committed = (next.committed != null) ? next.committed : this.committed;
			this.actions.addAll(next.actions);
		}

		@Override
		public Hold hold() {
			ConfirmationLedger.this.lock.lock();
			try {
				this.holds++;
				ConfirmationLedger.this.activeHolds++;
				return new PartHold(this);
			}
			finally {
				ConfirmationLedger.this.lock.unlock();
			}
		}

		@Override
		public boolean isOurs() {
			return ConfirmationLedger.this.ownership.getAsBoolean();
		}

		@Override
		public void whenConfirmed(Runnable action) {
			ConfirmationLedger.this.lock.lock();
			try {
				this.actions.add(action);
			}
			finally {
				ConfirmationLedger.this.lock.unlock();
			}
		}

	}

	private final class PartHold implements Unconfirmed.Hold {

		private final Part part;

		private boolean active = true;

		private PartHold(Part part) {
			this.part = part;
		}

		@Override
		public boolean isOurs() {
			return this.part.isOurs();
		}

		@Override
		public void release() {
			settle(() -> {
				if (this.active) {
					deactivate();
					this.part.holds--;
				}
			});
		}

		@Override
		public void abandon() {
			settle(this::deactivate);
		}

		private void deactivate() {
			if (this.active) {
				this.active = false;
				ConfirmationLedger.this.activeHolds--;
			}
		}

	}

}

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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Tells what may be confirmed of one connection. The stream is cut into parts, each of
 * which ends where a transaction ends, or at a keepalive between transactions. A part is
 * done when it has ended and nobody holds it any more; confirmed is the end of the last
 * one that is done and has none before it that is not. Safe for use by several threads.
 */
final class ConfirmationLedger {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition quiet = this.lock.newCondition();

	private final Deque<Part> parts = new ArrayDeque<>();

	private final Consumer<Lsn> confirmation;

	private @Nullable Part current;

	private int activeHolds;

	private boolean withholding;

	/**
	 * Create a ledger.
	 * @param confirmation is told what is confirmed, in ascending order
	 */
	ConfirmationLedger(Consumer<Lsn> confirmation) {
		this.confirmation = confirmation;
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
	 */
	void end(Lsn end) {
		settle(() -> {
			begun().end = end;
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
			while (!this.withholding && !this.parts.isEmpty() && this.parts.element().isDone()) {
				Part part = this.parts.remove();
				this.confirmation.accept(part.end());
				actions.addAll(part.actions);
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

	private final class Part implements Unconfirmed {

		private final List<Runnable> actions = new ArrayList<>(1);

		private int holds;

		private @Nullable Lsn end;

		private boolean isDone() {
			return this.end != null && this.holds == 0;
		}

		private Lsn end() {
			if (this.end == null) {
				throw new IllegalStateException("The part has not ended");
			}
			return this.end;
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

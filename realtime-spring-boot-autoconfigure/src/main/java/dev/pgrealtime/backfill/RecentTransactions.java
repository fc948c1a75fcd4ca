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

package dev.pgrealtime.backfill;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The transactions that the stream has told lately. Written by one thread, read by any.
 */
final class RecentTransactions {

	/**
	 * A transaction is told when its commit is in the WAL, and seen by others when its
	 * process has gone on from there: in between it waits for synchronous standbys, if
	 * there are any. So many others may be told meanwhile.
	 */
	static final int CAPACITY = 1 << 14;

	private final AtomicIntegerArray ids = new AtomicIntegerArray(CAPACITY);

	private volatile long count;

	void add(int transactionId) {
		long count = this.count;
		this.ids.set((int) (count % CAPACITY), transactionId);
		this.count = count + 1;
	}

	/**
	 * Return how many transactions have been told.
	 * @return a number that identifies this moment
	 */
	long count() {
		return this.count;
	}

	/**
	 * Return whether all transactions that had been told at a moment are seen.
	 * @param snapshot what is seen
	 * @param count the moment
	 * @return {@code false} if the stream is ahead of the snapshot
	 */
	boolean seenBy(Snapshot snapshot, long count) {
		for (long i = Math.max(0, count - CAPACITY); i < count; i++) {
			if (!snapshot.sees(this.ids.get((int) (i % CAPACITY)))) {
				return false;
			}
		}
		return true;
	}

}

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

package dev.pgrealtime.backend;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Commits what a callback does with the connection of a transaction that has ended.
 * Spring leaves that to whoever gets the connection next, and a pool without auto-commit
 * rolls it back.
 */
final class LateCommit implements TransactionSynchronization {

	private final Runnable commit;

	private boolean early;

	private LateCommit(Runnable commit) {
		this.commit = commit;
	}

	/**
	 * Commit, unless the transaction of the calling thread has not ended: it then does.
	 * @param commit commits what has been done with its connection
	 */
	static void run(Runnable commit) {
		boolean synchronizing = TransactionSynchronizationManager.isSynchronizationActive();
		boolean transaction = TransactionSynchronizationManager.isActualTransactionActive();
		if (synchronizing && transaction) {
			TransactionSynchronizationManager.registerSynchronization(new LateCommit(commit));
		}
		// After the end, or where a connection is kept for a scope without a transaction
		else if (synchronizing != transaction) {
			commit.run();
		}
	}

	// Not called for what a callback after the end registers
	@Override
	public void beforeCompletion() {
		this.early = true;
	}

	@Override
	public void afterCompletion(int status) {
		if (!this.early && status == STATUS_COMMITTED) {
			this.commit.run();
		}
	}

}

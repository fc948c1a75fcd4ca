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

import java.util.HashSet;
import java.util.Set;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Something to do once the transaction of the calling thread has committed, unless it, or
 * the savepoint since which it was asked for, is rolled back.
 */
final class AfterCommit implements TransactionSynchronization {

	private final Set<Object> savepoints = new HashSet<>();

	private final Runnable action;

	private boolean undone;

	private AfterCommit(Runnable action) {
		this.action = action;
	}

	/**
	 * Do something after the commit, or at once if there is no transaction.
	 * @param action what to do
	 */
	static void run(Runnable action) {
		if (TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive()) {
			TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action));
		}
		else {
			action.run();
		}
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepoints.add(savepoint);
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.undone |= !this.savepoints.contains(savepoint);
	}

	// Not afterCommit, which would not be called for what such a callback registers
	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_COMMITTED && !this.undone) {
			this.action.run();
		}
	}

}

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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.pgrealtime.Lsn;

/**
 * A ledger of one connection, for tests of those who hold parts of the stream.
 */
public final class LedgerProbe {

	private final List<Lsn> confirmations = new CopyOnWriteArrayList<>();

	private volatile boolean lost;

	private final ConfirmationLedger ledger = new ConfirmationLedger((end, committed) -> this.confirmations.add(end),
			() -> !this.lost);

	public Unconfirmed current() {
		return this.ledger.current();
	}

	/**
	 * Let another instance take over the stream.
	 */
	public void lose() {
		this.lost = true;
	}

	public void end(Lsn end) {
		this.ledger.end(end, null);
	}

	public void awaitQuiet() throws InterruptedException {
		this.ledger.awaitQuiet();
	}

	/**
	 * Return what is confirmed.
	 * @return the position, or {@link Lsn#INVALID}
	 */
	public Lsn confirmed() {
		return this.confirmations.isEmpty() ? Lsn.INVALID : this.confirmations.get(this.confirmations.size() - 1);
	}

}

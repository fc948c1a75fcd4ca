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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.pgrealtime.EventPosition;

/**
 * Keeps in memory what is parked.
 */
final class ParkedList implements ParkedEvents {

	private final List<FailedDelivery> parked = new CopyOnWriteArrayList<>();

	private final Deque<RuntimeException> failures = new ArrayDeque<>();

	private boolean available = true;

	private boolean keysWait;

	@Override
	public void connected() {
	}

	@Override
	public boolean isParked(String listenerId, String model, EventPosition position) {
		return this.parked.stream()
			.anyMatch((failed) -> failed.listenerId().equals(listenerId)
					&& failed.handover().position().equals(position));
	}

	@Override
	public boolean park(FailedDelivery failed) {
		if (!this.failures.isEmpty()) {
			throw this.failures.remove();
		}
		if (this.available) {
			this.parked.add(failed);
		}
		return this.available;
	}

	@Override
	public boolean isWaiting(String listenerId, Set<EventKey> keys) {
		Set<EventKey> waiting = new HashSet<>();
		this.parked.forEach((failed) -> waiting.addAll(failed.handover().keys()));
		waiting.retainAll(keys);
		return this.keysWait && !waiting.isEmpty();
	}

	List<FailedDelivery> parked() {
		return this.parked;
	}

	void failOnce() {
		this.failures.add(new IllegalStateException("the database is away"));
	}

	void refuse() {
		this.available = false;
	}

	void letKeysWait() {
		this.keysWait = true;
	}

}

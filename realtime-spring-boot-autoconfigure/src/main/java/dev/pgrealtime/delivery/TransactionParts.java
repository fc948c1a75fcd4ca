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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Gathers the events of a transaction. A part that is full is kept back until it is known
 * whether it is the last one.
 */
final class TransactionParts implements Outlet {

	private final ListenerLane lane;

	private final int size;

	private final long maxBytes;

	private final List<Handover> gathered = new ArrayList<>();

	private long bytes;

	private int part = 1;

	TransactionParts(ListenerLane lane, int size, long maxBytes) {
		this.lane = lane;
		this.size = size;
		this.maxBytes = maxBytes;
	}

	@Override
	public void take(Handover handover, Unconfirmed unconfirmed) {
		long bytes = handover.bytes();
		if (this.gathered.size() == this.size || (!this.gathered.isEmpty() && this.bytes + bytes > this.maxBytes)) {
			this.lane.take(next(false), unconfirmed);
			this.part++;
		}
		this.gathered.add(handover);
		this.bytes += bytes;
	}

	@Override
	public void committed(Unconfirmed unconfirmed) {
		if (!this.gathered.isEmpty()) {
			this.lane.take(next(true), unconfirmed);
		}
		this.part = 1;
	}

	private Handover next(boolean last) {
		List<RealtimeEvent<?>> events = new ArrayList<>(this.gathered.size());
		List<EventSource> sources = new ArrayList<>(this.gathered.size());
		Set<EventKey> keys = new HashSet<>();
		for (Handover event : this.gathered) {
			events.addAll(event.events());
			sources.addAll(event.sources());
			keys.addAll(event.keys());
		}
		clear();
		return new Handover(events, sources, keys, this.part, last);
	}

	@Override
	public void connected() {
		clear();
		this.part = 1;
		this.lane.connected();
	}

	private void clear() {
		this.gathered.clear();
		this.bytes = 0;
	}

}

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

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventKey;
import dev.pgrealtime.delivery.FailedDelivery;
import dev.pgrealtime.delivery.ParkedEvents;

/**
 * The table of parked events. It outlives the application.
 */
final class SimulatedParking implements ParkedEvents {

	private final Set<List<Object>> positions = new HashSet<>();

	private final Set<List<Object>> keys = new HashSet<>();

	private final Simulation simulation;

	private final boolean parksFollowers;

	private int refusals;

	SimulatedParking(Simulation simulation, boolean parksFollowers) {
		this.simulation = simulation;
		this.parksFollowers = parksFollowers;
	}

	/**
	 * Let the database be away.
	 * @param calls for how many calls
	 */
	void refuse(int calls) {
		this.refusals = calls;
	}

	@Override
	public void connected() {
		this.simulation.requireAlive();
	}

	@Override
	public boolean isParked(String listenerId, String model, EventPosition position) {
		this.simulation.requireAlive();
		return this.positions.contains(List.of(listenerId, model, position));
	}

	@Override
	public boolean park(FailedDelivery failed) {
		this.simulation.requireAlive();
		if (this.refusals > 0) {
			this.refusals--;
			throw new IllegalStateException("The database is away");
		}
		RealtimeEvent<?> first = failed.handover().events().get(0);
		this.positions.add(List.of(failed.listenerId(), first.model(), first.position()));
		failed.handover().keys().forEach((key) -> this.keys.add(List.of(failed.listenerId(), key)));
		this.simulation.parked(SimulatedListener.of(failed.listenerId()), failed.handover().events());
		return true;
	}

	@Override
	public boolean isWaiting(String listenerId, Set<EventKey> keys) {
		return this.parksFollowers && keys.stream().anyMatch((key) -> this.keys.contains(List.of(listenerId, key)));
	}

}

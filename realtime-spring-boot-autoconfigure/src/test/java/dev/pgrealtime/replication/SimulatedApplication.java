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

import java.time.Duration;
import java.util.List;

import org.springframework.context.PayloadApplicationEvent;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.delivery.DeliveryCollaborators;
import dev.pgrealtime.delivery.DeliverySettings;
import dev.pgrealtime.delivery.EventKeys;
import dev.pgrealtime.delivery.LaneDelivery;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pipeline.EventListeners;
import dev.pgrealtime.pipeline.EventPipeline;
import dev.pgrealtime.pipeline.SignalHandler;
import dev.pgrealtime.pipeline.SourcedEvent;
import dev.pgrealtime.pipeline.StreamSignals;
import dev.pgrealtime.pipeline.UndecodableChanges;
import dev.pgrealtime.pipeline.UndecodablePolicy;
import dev.pgrealtime.replication.SimulatedCatalog.Row;

/**
 * A process with an application: what is there from its start to its end, whether or not
 * it streams.
 */
final class SimulatedApplication {

	static final Backoff AT_ONCE = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));

	private final LaneDelivery delivery;

	private final EventPipeline pipeline;

	/**
	 * Create an application.
	 * @param simulation the world around it
	 * @param scenario how it is set up
	 * @param parking its database
	 * @param clock its clock
	 * @param threads its threads
	 */
	SimulatedApplication(Simulation simulation, Scenario scenario, SimulatedParking parking, VirtualClock clock,
			SimulatedThreads threads) {
		DeliverySettings settings = new DeliverySettings(AT_ONCE, scenario.maxAttempts(), scenario.onExhausted(),
				scenario.maxInFlight(), scenario.capacity(), scenario.batchSize());
		EventKeys keys = new EventKeys(SimulatedCatalog.MODELS, (entity) -> ((Row) entity).key());
		this.delivery = new LaneDelivery(SimulatedListeners.listenTo(simulation), keys, settings,
				new DeliveryCollaborators(threads, clock, (listenerId, duration, succeeded) -> {
				}, parking, null));
		EventListeners eventListeners = new EventListeners((event) -> publish(simulation, event), settings, parking,
				keys, clock);
		this.pipeline = new EventPipeline(new SimulatedCatalog(simulation::connected, scenario.changesWait()),
				this.delivery, eventListeners, new UndecodableChanges(UndecodablePolicy.WITHHOLD, parking, clock),
				List.of(), new StreamSignals(List.of(new Probe(simulation))), clock::nanoTime);
	}

	private static void publish(Simulation simulation, Object event) {
		if (event instanceof PayloadApplicationEvent<?> wrapped
				&& wrapped.getPayload() instanceof RealtimeEvent<?> change) {
			simulation.called(SimulatedListener.PLAIN, List.of(change));
		}
		else if (event instanceof TransactionCommitted committed) {
			simulation.committedTold(committed);
		}
		else if (event instanceof StreamGap gap) {
			simulation.gapTold(gap);
		}
	}

	LaneDelivery delivery() {
		return this.delivery;
	}

	EventPipeline pipeline() {
		return this.pipeline;
	}

	/**
	 * Takes signals.
	 *
	 * @param simulation is told
	 */
	private record Probe(Simulation simulation) implements SignalHandler {

		@Override
		public String kind() {
			return "probe";
		}

		@Override
		public List<SourcedEvent> handle(String argument, Begin transaction, Unconfirmed unconfirmed) {
			this.simulation.signalArrived("probe:" + argument);
			return List.of();
		}

		@Override
		public void follow(PgOutputMessage message) {
			this.simulation.requireAlive();
		}

	}

}

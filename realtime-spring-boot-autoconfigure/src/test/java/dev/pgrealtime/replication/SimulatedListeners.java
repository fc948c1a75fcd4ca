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

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.delivery.RealtimeListenerFactory;
import dev.pgrealtime.replication.SimulatedCatalog.Row;

/**
 * The methods of {@code @RealtimeListener}. There is one context with them for all
 * simulations, as they take turns.
 */
class SimulatedListeners {

	static final int CONCURRENCY = 3;

	private static final AnnotationConfigApplicationContext CONTEXT = new AnnotationConfigApplicationContext(
			RealtimeListenerFactory.class, SimulatedListeners.class);

	private @Nullable Simulation simulation;

	static RealtimeListenerFactory listenTo(Simulation simulation) {
		CONTEXT.getBean(SimulatedListeners.class).simulation = simulation;
		return CONTEXT.getBean(RealtimeListenerFactory.class);
	}

	@RealtimeListener(id = "serial")
	void serial(RealtimeEvent<Row> event) {
		call(SimulatedListener.SERIAL, List.of(event));
	}

	@RealtimeListener(id = "keyed", concurrency = CONCURRENCY)
	void keyed(RealtimeEvent<Row> event) {
		call(SimulatedListener.KEYED, List.of(event));
	}

	@RealtimeListener(id = "whole")
	void whole(TransactionChanges<Row> changes) {
		call(SimulatedListener.WHOLE, List.copyOf(changes.events()));
	}

	private void call(SimulatedListener listener, List<RealtimeEvent<?>> events) {
		if (this.simulation != null) {
			this.simulation.called(listener, events);
		}
	}

}

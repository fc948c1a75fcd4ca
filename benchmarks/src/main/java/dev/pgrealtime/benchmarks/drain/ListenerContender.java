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

package dev.pgrealtime.benchmarks.drain;

import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;

/**
 * Ours, as applications use it: typed listeners, old and new entity hydrated.
 */
public final class ListenerContender extends AbstractOurContender {

	/**
	 * Create the contender.
	 */
	public ListenerContender() {
		super("ours, typed listener", Listener.class);
	}

	static class Listener {

		private final DrainCounter counter;

		Listener(DrainCounter counter) {
			this.counter = counter;
		}

		@EventListener
		void inserted(EntityInserted<PurchaseOrder> event) {
			this.counter.insert();
		}

		@EventListener
		void updated(EntityUpdated<PurchaseOrder> event) {
			this.counter.update();
		}

		@EventListener
		void deleted(EntityDeleted<PurchaseOrder> event) {
			this.counter.delete();
		}

	}

}

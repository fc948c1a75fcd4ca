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

import java.util.List;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Delivers to a lane for each listener.
 */
public final class LaneDelivery implements EventDelivery {

	@Override
	public void start() {
	}

	@Override
	public void connected() {
	}

	@Override
	public void deliver(RealtimeEvent<?> event, EventSources sources, Unconfirmed unconfirmed) {
	}

	@Override
	public void committed(Unconfirmed unconfirmed) {
	}

	@Override
	public void resubmit(String listenerId, Handover handover) {
		throw new UnknownListenerException(listenerId);
	}

	@Override
	public List<ListenerStatus> listeners() {
		return List.of();
	}

	@Override
	public void stop() {
	}

}

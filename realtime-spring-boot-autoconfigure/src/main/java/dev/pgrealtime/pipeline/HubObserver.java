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

package dev.pgrealtime.pipeline;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.delivery.EventSources;
import dev.pgrealtime.hub.RealtimeHub;

/**
 * Hands the events on to the hub, but for rows that were read: what subscribers show they
 * have loaded themselves.
 */
public final class HubObserver implements EventObserver {

	private final RealtimeHub hub;

	private final @Nullable PublishedRows rows;

	/**
	 * Create an observer.
	 * @param hub takes the events
	 */
	public HubObserver(RealtimeHub hub) {
		this(hub, null);
	}

	/**
	 * Create an observer.
	 * @param hub takes the events
	 * @param rows is to know the rows of each event, or {@code null} if nobody asks for
	 * them
	 */
	public HubObserver(RealtimeHub hub, @Nullable PublishedRows rows) {
		this.hub = hub;
		this.rows = rows;
	}

	@Override
	public void began() {
		this.hub.begin();
	}

	@Override
	public void published(RealtimeEvent<?> event, Duration listenerTime) {
		if (event.action() != EventAction.READ) {
			this.hub.publish(event);
		}
	}

	@Override
	public void published(RealtimeEvent<?> event, EventSources sources, Duration listenerTime) {
		if (this.rows != null) {
			this.rows.whileKnown(event, sources, () -> published(event, listenerTime));
		}
		else {
			published(event, listenerTime);
		}
	}

	@Override
	public void committed() {
		this.hub.commit();
	}

	@Override
	public void gap(StreamGap gap) {
		this.hub.publish(gap);
	}

}

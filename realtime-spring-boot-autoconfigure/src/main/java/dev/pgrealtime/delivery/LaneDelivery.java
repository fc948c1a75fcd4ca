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

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Delivers on a lane for each listener. The lanes are made at the first start, when all
 * listeners are known.
 */
public final class LaneDelivery implements EventDelivery {

	private final RealtimeListenerFactory listeners;

	private final ListenerVerification verification;

	private final EventKeys keys;

	private final DeliverySettings settings;

	private final DeliveryCollaborators collaborators;

	private volatile Map<String, Lane> lanes = Map.of();

	/**
	 * Who takes which event, by the class of its entity and its own. Belongs to the
	 * dispatcher thread.
	 */
	private final Map<Class<?>, Map<Class<?>, List<Outlet>>> outlets = new HashMap<>();

	/**
	 * Create a delivery.
	 * @param listeners knows the listeners
	 * @param keys tells what events are about
	 * @param settings how to deliver
	 * @param collaborators who helps
	 */
	public LaneDelivery(RealtimeListenerFactory listeners, EventKeys keys, DeliverySettings settings,
			DeliveryCollaborators collaborators) {
		this.listeners = listeners;
		this.verification = new ListenerVerification(keys.models(), collaborators.onceOnly() != null);
		this.keys = keys;
		this.settings = settings;
		this.collaborators = collaborators;
	}

	@Override
	public void start() {
		if (this.lanes.isEmpty()) {
			this.lanes = lanes();
		}
		this.lanes.values().forEach((lane) -> lane.lane().start());
	}

	private Map<String, Lane> lanes() {
		List<RealtimeListenerMethod> listeners = this.listeners.listeners();
		this.verification.verify(listeners);
		Map<String, Lane> lanes = new LinkedHashMap<>();
		listeners.stream()
			.sorted(Comparator.comparing(RealtimeListenerMethod::getListenerId))
			.forEach((listener) -> lanes.put(listener.getListenerId(), lane(listener)));
		return lanes;
	}

	private Lane lane(RealtimeListenerMethod listener) {
		ListenerLane lane = new ListenerLane(listener, this.settings, this.collaborators);
		boolean single = listener.parameter().form() == ListenerParameter.Form.EVENT;
		return new Lane(listener.parameter(), lane,
				single ? lane : new TransactionParts(lane, this.settings.batchSize(), this.settings.bufferSize()));
	}

	@Override
	public void connected() {
		this.lanes.values().forEach((lane) -> lane.outlet().connected());
	}

	@Override
	public void deliver(RealtimeEvent<?> event, EventSources sources, Unconfirmed unconfirmed) {
		if (this.lanes.isEmpty()) {
			return;
		}
		List<Outlet> outlets = outlets(event);
		if (!outlets.isEmpty()) {
			Handover handover = Handover.of(event, sources.of(event), this.keys.of(event));
			outlets.forEach((outlet) -> outlet.take(handover, unconfirmed));
		}
	}

	private List<Outlet> outlets(RealtimeEvent<?> event) {
		return this.outlets.computeIfAbsent(event.entityType(), (entityType) -> new HashMap<>())
			.computeIfAbsent(event.getClass(), (eventType) -> outlets(eventType, event.entityType()));
	}

	private List<Outlet> outlets(Class<?> eventType, Class<?> entityType) {
		return this.lanes.values()
			.stream()
			.filter((lane) -> lane.parameter().takes(eventType, entityType))
			.map(Lane::outlet)
			.toList();
	}

	@Override
	public void committed(Unconfirmed unconfirmed) {
		this.lanes.values().forEach((lane) -> lane.outlet().committed(unconfirmed));
	}

	@Override
	public void resubmit(String listenerId, Handover handover) {
		Lane lane = this.lanes.get(listenerId);
		if (lane == null) {
			throw new UnknownListenerException(listenerId);
		}
		try {
			lane.lane().resubmit(handover).join();
		}
		catch (CompletionException ex) {
			throw (ResubmissionFailedException) ex.getCause();
		}
	}

	@Override
	public List<String> takers(RealtimeEvent<?> event) {
		return this.lanes.entrySet()
			.stream()
			.filter((lane) -> lane.getValue().parameter().takes(event.getClass(), event.entityType()))
			.map(Map.Entry::getKey)
			.toList();
	}

	@Override
	public boolean recordsPositions() {
		return this.listeners.listeners().stream().anyMatch((listener) -> listener.settings().exactlyOnce());
	}

	@Override
	public List<ListenerStatus> listeners() {
		return this.lanes.values().stream().map((lane) -> lane.lane().status()).toList();
	}

	@Override
	public void finish() {
		this.lanes.values().forEach((lane) -> lane.lane().finish());
	}

	@Override
	public void stop() {
		this.lanes.values().forEach((lane) -> lane.lane().stop());
	}

	/**
	 * A listener.
	 *
	 * @param parameter what it takes
	 * @param lane the way to it
	 * @param outlet where its events leave the stream
	 */
	private record Lane(ListenerParameter parameter, ListenerLane lane, Outlet outlet) {

	}

}

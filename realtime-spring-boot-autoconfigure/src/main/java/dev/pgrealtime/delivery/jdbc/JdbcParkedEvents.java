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

package dev.pgrealtime.delivery.jdbc;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.dao.DataAccessException;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.delivery.EventKey;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.delivery.FailedDelivery;
import dev.pgrealtime.delivery.Handover;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.replication.PgConnections;

/**
 * {@link ParkedEvents} in a table of the database of the stream. What is parked is also
 * remembered, so that the table is asked about few of the events that come. Safe for use
 * by several threads.
 */
public final class JdbcParkedEvents implements ParkedEvents {

	private static final Log logger = LogFactory.getLog(JdbcParkedEvents.class);

	private final ParkedEventTable table;

	private final EntityCatalog catalog;

	private final ParkedKeyPolicy keyPolicy;

	private final Clock clock;

	private final Set<ParkedEventTable.Identity> parked = ConcurrentHashMap.newKeySet();

	/** May name rows that have nothing parked any more, but leaves out none that has. */
	private final Set<ParkedEventTable.ListenerKey> keys = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean refused = new AtomicBoolean();

	/**
	 * Create parked events.
	 * @param connections opens the connections
	 * @param slot the name of the slot that the events come from
	 * @param catalog the entities, for descriptions
	 * @param keyPolicy what happens to later events of a row
	 * @param clock tells the time of a failure
	 */
	public JdbcParkedEvents(PgConnections connections, String slot, EntityCatalog catalog, ParkedKeyPolicy keyPolicy,
			Clock clock) {
		this.table = new ParkedEventTable(new OwnDataSource(connections), slot);
		this.catalog = catalog;
		this.keyPolicy = keyPolicy;
		this.clock = clock;
	}

	@Override
	public void connected() {
		this.refused.set(false);
		this.parked.clear();
		this.parked.addAll(ParkedEventTable.orAbsent(this.table::mayComeAgain, List.of()));
		if (this.keyPolicy == ParkedKeyPolicy.WAIT) {
			this.keys.clear();
			this.keys.addAll(ParkedEventTable.orAbsent(this.table::keys, List.of()));
		}
	}

	@Override
	public boolean isParked(String listenerId, String model, EventPosition position) {
		return !this.parked.isEmpty() && this.parked.contains(identity(listenerId, model, position));
	}

	@Override
	public boolean isWaiting(String listenerId, Set<EventKey> keys) {
		if (this.keys.isEmpty()) {
			return false;
		}
		List<ParkedEventTable.ListenerKey> waiting = listenerKeys(listenerId, keys).stream()
			.filter(this.keys::contains)
			.toList();
		if (waiting.isEmpty()) {
			return false;
		}
		// Another instance may have handed them over, or thrown them away
		if (this.table.first(listenerId, texts(waiting)) != null) {
			return true;
		}
		waiting.forEach(this.keys::remove);
		return false;
	}

	@Override
	public boolean park(FailedDelivery failed) {
		String listener = failed.listenerId();
		Handover handover = failed.handover();
		ParkedEventTable.Identity identity = identity(listener, handover);
		List<ParkedEventTable.ListenerKey> keys = listenerKeys(listener, handover.keys());
		ParkedPayload payload = payload(handover);
		Throwable error = failed.error();
		Instant now = this.clock.instant();
		ParkedEvent event = new ParkedEvent(0, listener, identity.model(), texts(keys), handover.position().toString(),
				commitTime(handover), ChangeDescription.of(payload, this.catalog.entities()),
				(error != null) ? ErrorText.of(error) : null, failed.attempts(), failed.firstFailure(), now);
		if (!insert(identity, event, payload)) {
			return false;
		}
		this.parked.add(identity);
		if (this.keyPolicy == ParkedKeyPolicy.WAIT) {
			this.keys.addAll(keys);
		}
		return true;
	}

	private boolean insert(ParkedEventTable.Identity identity, ParkedEvent event, ParkedPayload payload) {
		try {
			this.table.insert(identity, event, payload.toBytes());
			this.refused.set(false);
			return true;
		}
		catch (DataAccessException ex) {
			if (!Sql.needsHelp(ex)) {
				throw ex;
			}
			if (!this.refused.getAndSet(true)) {
				logger.error("No event can be parked: %s. Execute, and let the role of the stream use the table:%n%s;"
					.formatted(ex.getMostSpecificCause().getMessage(), DeliveryTables.PARKED_EVENTS.creation()));
			}
			return false;
		}
	}

	private static ParkedEventTable.Identity identity(String listenerId, Handover handover) {
		String model = handover.events().isEmpty() ? ChangeDescription.table(handover.sources().get(0).messages())
				: handover.events().get(0).model();
		return identity(listenerId, model, handover.position());
	}

	private static ParkedEventTable.Identity identity(String listenerId, String model, EventPosition position) {
		return new ParkedEventTable.Identity(listenerId, position.commitLsn().toString(), position.ordinal(), model);
	}

	private static ParkedPayload payload(Handover handover) {
		List<ParkedChange> changes = new ArrayList<>();
		for (int i = 0; i < handover.sources().size(); i++) {
			EventSource source = handover.sources().get(i);
			boolean decoded = i < handover.events().size();
			List<byte[]> messages = source.messages();
			changes.add(new ParkedChange(decoded ? handover.events().get(i).model() : ChangeDescription.table(messages),
					decoded ? handover.events().get(i).position() : source.position(), source.position().ordinal(),
					messages));
		}
		return new ParkedPayload(handover.part(), handover.last(), changes);
	}

	private static Instant commitTime(Handover handover) {
		byte[] first = handover.sources().get(0).messages().get(0);
		return ((Begin) PgOutputDecoder.decode(ByteBuffer.wrap(first))).commitTimestamp();
	}

	private static List<ParkedEventTable.ListenerKey> listenerKeys(String listenerId, Set<EventKey> keys) {
		return keys.stream()
			.map((key) -> new ParkedEventTable.ListenerKey(listenerId, ErrorText.storable(KeyText.of(key), 1000)))
			.toList();
	}

	private static List<String> texts(Collection<ParkedEventTable.ListenerKey> keys) {
		return keys.stream().map(ParkedEventTable.ListenerKey::key).toList();
	}

}

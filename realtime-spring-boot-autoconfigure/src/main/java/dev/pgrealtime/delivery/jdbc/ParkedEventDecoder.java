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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityRead;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventKey;
import dev.pgrealtime.delivery.EventKeys;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.delivery.Handover;
import dev.pgrealtime.delivery.ResubmissionFailedException;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.ReadMark;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.LogicalMessage;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;

/**
 * Decodes what was parked once more, by the mapping as it is now. Safe for use by several
 * threads.
 */
public final class ParkedEventDecoder {

	private final EntityCatalog catalog;

	private final EventKeys keys;

	/**
	 * Create a decoder.
	 * @param catalog the entities
	 * @param keys tells which rows an event is about
	 */
	public ParkedEventDecoder(EntityCatalog catalog, EventKeys keys) {
		this.catalog = catalog;
		this.keys = keys;
	}

	/**
	 * Decode what a listener was given.
	 * @param payload what was parked
	 * @return what to hand over
	 * @throws EventDecodingException if an entity still cannot hold a value
	 * @throws ResubmissionFailedException if there is no event any more
	 */
	Handover decode(ParkedPayload payload) {
		List<RealtimeEvent<?>> events = new ArrayList<>();
		List<EventSource> sources = new ArrayList<>();
		Set<EventKey> keys = new HashSet<>();
		for (ParkedChange change : payload.changes()) {
			for (RealtimeEvent<?> event : decode(change)) {
				events.add(event);
				sources.add(new Source(change));
				keys.addAll(this.keys.of(event));
			}
		}
		return new Handover(events, sources, keys, payload.part(), payload.last());
	}

	private List<RealtimeEvent<?>> decode(ParkedChange change) {
		Decoding decoding = new Decoding(change);
		try (ChangeDecoder decoder = this.catalog.newDecoder(FailureScope.CHANGE)) {
			for (byte[] message : change.messages()) {
				decoding.decode(PgOutputDecoder.decode(ByteBuffer.wrap(message)), decoder);
			}
			decoding.finish(decoder);
		}
		return decoding.wanted();
	}

	/**
	 * The decoding of one change, among whose messages there may be some of others.
	 */
	private static final class Decoding {

		private final ParkedChange change;

		private final List<RealtimeEvent<?>> events = new ArrayList<>();

		private long ordinal;

		private long lastOrdinal;

		private @Nullable Begin transaction;

		private boolean reading;

		private Decoding(ParkedChange change) {
			this.change = change;
			this.ordinal = change.firstOrdinal();
			this.lastOrdinal = change.position().ordinal();
		}

		private void decode(PgOutputMessage message, ChangeDecoder decoder) {
			if (message instanceof Begin begin) {
				this.transaction = begin;
			}
			else if (message instanceof LogicalMessage mark && this.transaction != null) {
				this.reading = ReadMark.is(mark, this.transaction);
			}
			else if (message instanceof Relation relation) {
				define(relation, decoder);
			}
			else if (message instanceof Change written && this.transaction != null) {
				int tables = (written instanceof Truncate truncate) ? truncate.relationIds().size() : 1;
				if (this.ordinal == this.change.position().ordinal()) {
					this.lastOrdinal = this.ordinal + tables - 1;
				}
				decode(written, this.transaction, decoder);
				this.ordinal += tables;
			}
		}

		private static void define(Relation relation, ChangeDecoder decoder) {
			try {
				decoder.define(relation);
			}
			catch (MappingException ex) {
				// The change says so, if it is the one that was asked for
			}
		}

		private void decode(Change written, Begin transaction, ChangeDecoder decoder) {
			try {
				this.events.addAll(decoder.decode(written, transaction, this.ordinal));
			}
			catch (EventDecodingException ex) {
				requireOther(ex);
			}
		}

		private void finish(ChangeDecoder decoder) {
			while (true) {
				try {
					List<RealtimeEvent<?>> rest = decoder.decodeRest();
					if (rest.isEmpty()) {
						return;
					}
					this.events.addAll(rest);
				}
				catch (EventDecodingException ex) {
					requireOther(ex);
				}
			}
		}

		private void requireOther(EventDecodingException ex) {
			if (isWanted(ex.position())) {
				throw ex;
			}
		}

		private boolean isWanted(EventPosition position) {
			return position.ordinal() >= this.change.position().ordinal() && position.ordinal() <= this.lastOrdinal;
		}

		private List<RealtimeEvent<?>> wanted() {
			List<RealtimeEvent<?>> wanted = this.events.stream()
				.filter((event) -> isWanted(event.position()))
				.<RealtimeEvent<?>>map((event) -> this.reading ? EntityRead.of(event) : event)
				.toList();
			if (wanted.isEmpty()) {
				throw new ResubmissionFailedException(
						"What was parked at %s is a change of no registered entity any more"
							.formatted(this.change.position()),
						null);
			}
			List<RealtimeEvent<?>> same = wanted.stream()
				.filter((event) -> event.position().equals(this.change.position())
						&& event.model().equals(this.change.model()))
				.toList();
			// All of them if nobody knew then what they are, or the entity has another
			// name
			return same.isEmpty() ? wanted : same;
		}

	}

	/**
	 * The source of an event that is handed over once more.
	 */
	private record Source(ParkedChange change) implements EventSource {

		@Override
		public EventPosition position() {
			return new EventPosition(this.change.position().commitLsn(), this.change.firstOrdinal());
		}

		@Override
		public List<byte[]> messages() {
			return this.change.messages();
		}

		@Override
		public long size() {
			return this.change.messages().stream().mapToLong((message) -> message.length).sum();
		}

	}

}

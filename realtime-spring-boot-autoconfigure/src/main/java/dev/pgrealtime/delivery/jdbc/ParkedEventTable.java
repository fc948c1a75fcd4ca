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
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The statements of {@link DeliveryTables#PARKED_EVENTS}. Each runs in a transaction of
 * its own.
 */
final class ParkedEventTable {

	private static final String ORDER = " ORDER BY commit_lsn, ordinal, id";

	private final JdbcClient client;

	private final String slot;

	ParkedEventTable(DataSource dataSource, String slot) {
		this.client = JdbcClient.create(dataSource);
		this.slot = slot;
	}

	/**
	 * Keep an event, unless it is kept already.
	 * @param identity what makes it the same event when it comes again
	 * @param event the event, whose id does not matter
	 * @param payload what it takes to hand it over again
	 */
	void insert(Identity identity, ParkedEvent event, byte[] payload) {
		this.client.sql("""
				INSERT INTO realtime_parked_event (slot, listener, model, keys, commit_lsn, ordinal, committed_at,
				    description, payload, error, attempts, first_failed_at, last_failed_at)
				VALUES (?, ?, ?, ?::text[], ?::pg_lsn, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?)
				ON CONFLICT (slot, listener, commit_lsn, ordinal, model, committed_at) DO NOTHING
				RETURNING %s""".formatted(Sql.DURABLY))
			.params(this.slot, event.listener(), event.model(), array(event.keys()), identity.commitLsn(),
					identity.ordinal(), time(event.committedAt()), event.description(), payload,
					Objects.requireNonNullElse(event.error(), ""), event.attempts(), time(event.firstFailedAt()),
					time(event.lastFailedAt()))
			.query()
			.listOfRows();
	}

	/**
	 * Return the events that the server may send again.
	 * @return what makes them the same events then
	 */
	List<Identity> mayComeAgain() {
		return this.client
			.sql("""
					SELECT listener, commit_lsn::text, ordinal, model FROM realtime_parked_event WHERE slot = ? AND commit_lsn >=
					    (SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?)""")
			.params(this.slot, this.slot)
			.query((row, number) -> new Identity(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)))
			.list();
	}

	List<ListenerKey> keys() {
		return this.client.sql("SELECT DISTINCT listener, unnest(keys) FROM realtime_parked_event WHERE slot = ?")
			.param(this.slot)
			.query((row, number) -> new ListenerKey(row.getString(1), row.getString(2)))
			.list();
	}

	/**
	 * Return the first event of some rows.
	 * @param listener the listener
	 * @param keys the rows
	 * @return its id, or {@code null} if none is parked
	 */
	@Nullable Long first(String listener, Collection<String> keys) {
		return this.client
			.sql("SELECT id FROM realtime_parked_event WHERE slot = ? AND listener = ? AND keys && ?::text[]" + ORDER
					+ " LIMIT 1")
			.params(this.slot, listener, array(keys))
			.query(Long.class)
			.optional()
			.orElse(null);
	}

	/**
	 * Return the first event of some rows that was not tried, as others were before it.
	 * @param listener the listener
	 * @param keys the rows
	 * @return its id, or {@code null} if none waits
	 */
	@Nullable Long firstWaiting(String listener, Collection<String> keys) {
		return this.client.sql(
				"SELECT id FROM realtime_parked_event WHERE slot = ? AND listener = ? AND attempts = 0 AND keys && ?::text[]"
						+ ORDER + " LIMIT 1")
			.params(this.slot, listener, array(keys))
			.query(Long.class)
			.optional()
			.orElse(null);
	}

	/**
	 * Return the numbers of events in the order of the stream.
	 * @param listener the listener
	 * @return their ids
	 */
	List<Long> ids(String listener) {
		return this.client.sql("SELECT id FROM realtime_parked_event WHERE slot = ? AND listener = ?" + ORDER)
			.params(this.slot, listener)
			.query((row, number) -> row.getLong(1))
			.list();
	}

	List<ParkedEvent> list(@Nullable String listener, long after, int limit) {
		String wanted = Objects.requireNonNullElse(listener, "");
		return this.client.sql("""
				SELECT * FROM realtime_parked_event WHERE slot = ? AND (? = '' OR listener = ?) AND id > ?
				ORDER BY id LIMIT ?""")
			.params(this.slot, wanted, wanted, after, limit)
			.query((row, number) -> event(row))
			.list();
	}

	long count() {
		return this.client.sql("SELECT count(*) FROM realtime_parked_event WHERE slot = ?")
			.param(this.slot)
			.query(Long.class)
			.single();
	}

	@Nullable Stored find(long id) {
		return this.client.sql("SELECT * FROM realtime_parked_event WHERE slot = ? AND id = ?")
			.params(this.slot, id)
			.query((row, number) -> new Stored(event(row), ByteBuffer.wrap(row.getBytes("payload"))))
			.optional()
			.orElse(null);
	}

	void failed(long id, String error, Instant time) {
		this.client
			.sql("UPDATE realtime_parked_event SET error = ?, attempts = attempts + 1, last_failed_at = ? WHERE id = ?")
			.params(error, time(time), id)
			.update();
	}

	boolean delete(long id) {
		return this.client.sql("DELETE FROM realtime_parked_event WHERE slot = ? AND id = ?")
			.params(this.slot, id)
			.update() > 0;
	}

	/**
	 * Put events that were decoded at last in the place of a change that could not be.
	 * @param id the number of the change
	 * @param listeners who takes the events
	 * @return the numbers of the events
	 */
	List<Long> handOn(long id, Set<String> listeners) {
		return this.client
			.sql("""
					WITH undecoded AS (DELETE FROM realtime_parked_event WHERE id = ? RETURNING *)
					INSERT INTO realtime_parked_event (slot, listener, model, keys, commit_lsn, ordinal, committed_at,
					    description, payload, error, attempts, first_failed_at, last_failed_at)
					SELECT slot, taker, model, keys, commit_lsn, ordinal, committed_at, description, payload, error, attempts,
					    first_failed_at, last_failed_at FROM undecoded, unnest(?::text[]) AS taker
					RETURNING id""")
			.params(id, array(listeners))
			.query((row, number) -> row.getLong(1))
			.list();
	}

	/**
	 * Return nothing where the table was not made.
	 * @param <T> the type of the result
	 * @param query asks the table
	 * @param absent the result if there is none
	 * @return the result
	 */
	static <T extends @Nullable Object> T orAbsent(Supplier<T> query, T absent) {
		try {
			return query.get();
		}
		catch (DataAccessException ex) {
			if (Sql.needsHelp(ex)) {
				return absent;
			}
			throw ex;
		}
	}

	private static ParkedEvent event(ResultSet row) throws SQLException {
		Array keys = row.getArray("keys");
		return new ParkedEvent(row.getLong("id"), row.getString("listener"), row.getString("model"),
				List.of((String[]) keys.getArray()), row.getString("commit_lsn") + ':' + row.getLong("ordinal"),
				instant(row, "committed_at"), row.getString("description"), row.getString("error"),
				row.getInt("attempts"), instant(row, "first_failed_at"), instant(row, "last_failed_at"));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static OffsetDateTime time(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	private static String[] array(Collection<String> texts) {
		return texts.toArray(String[]::new);
	}

	/**
	 * What makes an event the same when the server sends it again.
	 */
	record Identity(String listener, String commitLsn, long ordinal, String model) {

	}

	/**
	 * A row of which a listener has an event parked.
	 */
	record ListenerKey(String listener, String key) {

	}

	/**
	 * An event, and what it takes to hand it over again.
	 */
	record Stored(ParkedEvent event, ByteBuffer payload) {

	}

}

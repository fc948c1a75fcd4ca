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

package dev.pgrealtime.mapping.hibernate;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.HostConnection;
import dev.pgrealtime.mapping.HostConnectionException;
import dev.pgrealtime.mapping.hibernate.Shop.Customer;
import dev.pgrealtime.mapping.hibernate.Shop.Everything;
import dev.pgrealtime.mapping.hibernate.Shop.Line;
import dev.pgrealtime.mapping.hibernate.Shop.Stock;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;
import dev.pgrealtime.pgoutput.Relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests what a decoder holds on to, and what it does without.
 */
class DecoderResourcesIntegrationTests {

	private static final Begin BEGIN = new Begin(new Lsn(1), Instant.EPOCH, 1);

	private final MappingFixture fixture = new MappingFixture(Everything.class, Customer.class, Stock.class,
			Line.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void closedHostConnectionIsReplaced() throws SQLException {
		List<PgOutputMessage> messages = insertOne();
		List<Connection> opened = new ArrayList<>();
		HostConnection host = () -> {
			if (opened.isEmpty() || opened.get(opened.size() - 1).isClosed()) {
				opened.add(this.fixture.database().connect());
			}
			return opened.get(opened.size() - 1);
		};
		try (ChangeDecoder decoder = decoder(host)) {
			assertThat(this.fixture.events(messages, decoder)).hasSize(1);
			opened.get(0).close();
			assertThat(this.fixture.events(messages, decoder)).hasSize(1);
			assertThat(opened).hasSize(2);
		}
		opened.get(1).close();
	}

	@Test
	void withoutHostConnectionTheChangeMayBeDecodedLater() {
		List<PgOutputMessage> messages = insertOne();
		HostConnection host = () -> {
			throw new SQLException("The server is away");
		};
		try (ChangeDecoder decoder = decoder(host)) {
			assertThatExceptionOfType(HostConnectionException.class)
				.isThrownBy(() -> this.fixture.events(messages, decoder))
				.withMessageContaining("The server is away");
		}
	}

	@Test
	void changeOfAnUnknownRelationIsNeverGuessed() {
		List<PgOutputMessage> messages = insertOne().stream()
			.filter((message) -> !(message instanceof Relation))
			.toList();
		int position = IntStream.range(0, messages.size())
			.filter((i) -> messages.get(i) instanceof Insert)
			.findFirst()
			.orElseThrow();
		Begin begin = messages.subList(0, position)
			.stream()
			.filter(Begin.class::isInstance)
			.map(Begin.class::cast)
			.reduce((first, second) -> second)
			.orElseThrow();
		Insert insert = (Insert) messages.get(position);
		try (ChangeDecoder decoder = this.fixture.catalog().newDecoder()) {
			assertThatExceptionOfType(PgOutputProtocolException.class)
				.isThrownBy(() -> this.fixture.events(messages, decoder))
				.withMessageContaining("relation %d was not defined before".formatted(insert.relationId()))
				.withMessageContaining("committed at " + begin.commitLsn());
		}
	}

	@Test
	void hostConnectionThatBreaksIsNoFaultOfTheRow() throws SQLException {
		this.fixture.execute("CREATE TYPE tag AS ENUM ('a')",
				"ALTER TABLE everything ALTER tags TYPE tag[] USING tags::tag[]",
				"INSERT INTO everything (id, version, flag, small, big, single, tags) "
						+ "VALUES ('%s', 0, true, 1, 1, 1, '{a}')".formatted(UUID.randomUUID()));
		List<PgOutputMessage> messages = this.fixture.messages();
		try (Connection broken = this.fixture.database().connect();
				Connection next = this.fixture.database().connect();
				ChangeDecoder decoder = decoder(() -> broken.isClosed() ? next : broken)) {
			decoder.define(relation(messages));
			this.fixture.execute("SELECT pg_terminate_backend(%d, 10000)"
				.formatted(broken.unwrap(PGConnection.class).getBackendPID()));
			List<PgOutputMessage> changes = messages.stream()
				.filter((message) -> !(message instanceof Relation))
				.toList();
			assertThatExceptionOfType(HostConnectionException.class)
				.isThrownBy(() -> this.fixture.events(changes, decoder));
			Awaitility.await()
				.ignoreException(HostConnectionException.class)
				.until(() -> this.fixture.events(changes, decoder).size() == 1);
		}
	}

	private static Relation relation(List<PgOutputMessage> messages) {
		return messages.stream().filter(Relation.class::isInstance).map(Relation.class::cast).findFirst().orElseThrow();
	}

	@Test
	void nothingOfAnEventIsHeld() {
		List<PgOutputMessage> messages = insertOne();
		Statistics statistics = this.fixture.factory().getStatistics();
		statistics.setStatisticsEnabled(true);
		try (ChangeDecoder decoder = this.fixture.catalog().newDecoder()) {
			WeakReference<Object> entity = decodeOnce(messages, decoder);
			assertThat(statistics.getSessionOpenCount()).isEqualTo(statistics.getSessionCloseCount());
			assertThat(statistics.getConnectCount()).isZero();
			Awaitility.await().until(() -> {
				System.gc();
				return entity.refersTo(null);
			});
		}
	}

	private WeakReference<Object> decodeOnce(List<PgOutputMessage> messages, ChangeDecoder decoder) {
		List<RealtimeEvent<?>> events = this.fixture.events(messages, decoder);
		return new WeakReference<>(((Everything) events.get(0).newEntity()).customer);
	}

	@Test
	void relationThatWasNotDefinedIsAProtocolError() {
		Insert insert = insert(insertOne());
		try (ChangeDecoder decoder = this.fixture.catalog().newDecoder()) {
			assertThatExceptionOfType(PgOutputProtocolException.class)
				.isThrownBy(() -> decoder.decode(insert, BEGIN, 1))
				.withMessageContaining("was not defined");
		}
	}

	@Test
	void tupleThatDoesNotFitItsRelationIsAProtocolError() {
		Insert insert = insert(insertOne());
		try (ChangeDecoder decoder = this.fixture.catalog().newDecoder()) {
			decoder.define(new Relation(insert.relationId(), "public", "other", Relation.Identity.FULL, List.of()));
			assertThatExceptionOfType(PgOutputProtocolException.class)
				.isThrownBy(() -> decoder.decode(insert, BEGIN, 1))
				.withMessageContaining("public.other has 0 columns");
		}
	}

	private ChangeDecoder decoder(HostConnection host) {
		return new HibernateEntityCatalog(this.fixture.factory(), List.of(), host).newDecoder();
	}

	private static Insert insert(List<PgOutputMessage> messages) {
		return messages.stream().filter(Insert.class::isInstance).map(Insert.class::cast).findFirst().orElseThrow();
	}

	private List<PgOutputMessage> insertOne() {
		this.fixture.execute("ALTER TABLE everything DISABLE TRIGGER ALL",
				"INSERT INTO everything (id, version, flag, small, big, single, customer_id, date_time) "
						+ "VALUES ('%s', 0, true, 1, 1, 1, 5, now())".formatted(UUID.randomUUID()));
		return this.fixture.messages();
	}

}

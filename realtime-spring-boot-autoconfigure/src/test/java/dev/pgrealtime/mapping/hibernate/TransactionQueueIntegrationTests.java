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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.hibernate.Fleet.Account;
import dev.pgrealtime.mapping.hibernate.Fleet.Boat;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what waits within a transaction: for how long, and what happens to it on a
 * failure.
 */
class TransactionQueueIntegrationTests {

	private static MappingFixture fixture;

	@BeforeAll
	static void start() {
		fixture = new MappingFixture(Fleet.ENTITIES);
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@BeforeEach
	void empty() {
		fixture.execute("TRUNCATE vehicle, account, plain, article CASCADE");
		fixture.messages();
	}

	@AfterEach
	void mend() {
		Fleet.HarbourConverter.FAILING.set(false);
	}

	@Test
	void changesWaitForTheOneBeforeThem() {
		fixture.execute("BEGIN; INSERT INTO plain (id) VALUES (1); INSERT INTO vehicle (id) VALUES (1); "
				+ "INSERT INTO plain (id) VALUES (2); INSERT INTO boat (boat_id) VALUES (1); "
				+ "INSERT INTO plain (id) VALUES (3); COMMIT");
		List<List<String>> models = new ArrayList<>();
		try (ChangeDecoder decoder = fixture.catalog().newDecoder()) {
			decodeEach(fixture.messages(), decoder,
					(events) -> models.add(events.stream().map(RealtimeEvent::model).toList()));
			assertThat(decoder.decodeRest()).isEmpty();
		}
		assertThat(models).containsExactly(List.of("Plain"), List.of(), List.of(), List.of("Boat", "Plain"),
				List.of("Plain"));
	}

	@Test
	void whatDoesNotFitGoesOutInPart() {
		int count = TransactionQueue.MAX_CHANGES + 500;
		fixture.execute(("BEGIN; INSERT INTO account (id, balance) SELECT n, n FROM generate_series(1, %1$d) n; "
				+ "INSERT INTO savings_account (id, rate) SELECT n, 'r' FROM generate_series(1, %1$d) n; COMMIT")
			.formatted(count));
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).allMatch(EntityInserted.class::isInstance);
		assertThat(events).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
		assertThat(told(events, "balance")).containsExactlyInAnyOrderElementsOf(ids(count));
		assertThat(told(events, "rate")).containsExactlyInAnyOrderElementsOf(ids(count));
		assertThat(events).filteredOn((event) -> event.entityType() == Account.class).isNotEmpty();
	}

	private static List<Object> told(List<RealtimeEvent<?>> events, String attribute) {
		return events.stream()
			.filter((event) -> event.metadata().entity().attributes().contains(attribute))
			.filter((event) -> !event.newImage().unknownAttributes().contains(attribute))
			.<Object>map(RealtimeEvent::id)
			.toList();
	}

	private static List<Object> ids(long count) {
		return LongStream.rangeClosed(1, count).<Object>mapToObj(Long::valueOf).toList();
	}

	@Test
	void rowsThatTakeTooMuchMemoryGoOutInPart() {
		fixture.execute("ALTER TABLE vehicle ALTER name TYPE text",
				"BEGIN; INSERT INTO vehicle (id, name) SELECT n, repeat('x', 8000000) FROM generate_series(1, 5) n; "
						+ "INSERT INTO boat (boat_id) SELECT n FROM generate_series(1, 5) n; COMMIT");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model)
			.containsExactly("Vehicle", "Boat", "Boat", "Boat", "Boat", "Boat");
		assertThat(events.get(1).newImage().unknownAttributes()).isEmpty();
	}

	@Test
	void optionalRowOfWhatWentOutEarlyIsUnknown() {
		int count = TransactionQueue.MAX_CHANGES + 1;
		fixture.execute("INSERT INTO article (id) SELECT n FROM generate_series(1, %d) n".formatted(count));
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(count);
		assertThat(events.get(0).newImage().unknownAttributes()).contains("body", "reviewer");
		assertThat(events.get(1).newImage().unknownAttributes()).doesNotContain("body", "reviewer");
	}

	@Test
	void failureHoldsBackItsEntityAndNoOther() {
		fixture.execute("BEGIN; INSERT INTO vehicle (id) VALUES (1), (2), (3); "
				+ "INSERT INTO boat (boat_id, harbour) VALUES (3, 'c'), (2, ''), (1, 'a'); "
				+ "INSERT INTO plain (id) VALUES (1); COMMIT");
		List<PgOutputMessage> messages = fixture.messages();
		Fleet.HarbourConverter.FAILING.set(true);
		List<String> models = new ArrayList<>();
		List<String> failures = new ArrayList<>();
		try (ChangeDecoder decoder = fixture.catalog().newDecoder()) {
			decodeEach(messages, decoder, (events) -> events.forEach((event) -> models.add(event.model())), failures);
			assertThat(models).containsExactly("Boat", "Plain");
			assertThat(failures).singleElement().asString().contains("boat.harbour ''");
			Fleet.HarbourConverter.FAILING.set(false);
			assertThat(decoder.decodeRest()).isEmpty();
		}
	}

	@Test
	void changeThatIsDecodedAgainIsTakenInOnce() {
		fixture.execute("BEGIN; INSERT INTO vehicle (id) VALUES (1); INSERT INTO plain (id) VALUES (1); "
				+ "INSERT INTO boat (boat_id, harbour) VALUES (1, ''); COMMIT");
		List<PgOutputMessage> messages = fixture.messages();
		Fleet.HarbourConverter.FAILING.set(true);
		List<RealtimeEvent<?>> decoded = new ArrayList<>();
		List<String> failures = new ArrayList<>();
		try (ChangeDecoder decoder = fixture.catalog().newDecoder()) {
			decodeEach(messages, decoder, decoded::addAll, failures);
			assertThat(failures).hasSize(1);
			assertThat(decoded).extracting(RealtimeEvent::model).containsExactly("Plain");
			assertThat(decoder.decodeRest()).isEmpty();
		}
	}

	@Test
	void newTransactionDropsWhatWaits() {
		fixture.execute("BEGIN; INSERT INTO vehicle (id) VALUES (1); INSERT INTO boat (boat_id) VALUES (1); COMMIT");
		List<PgOutputMessage> messages = fixture.messages();
		List<RealtimeEvent<?>> decoded = new ArrayList<>();
		try (ChangeDecoder decoder = fixture.catalog().newDecoder()) {
			decodeEach(messages.subList(0, 3), decoder, decoded::addAll);
			assertThat(decoded).isEmpty();
			Begin begin = (Begin) messages.get(0);
			Begin again = new Begin(begin.commitLsn(), begin.commitTimestamp(), begin.transactionId() + 1);
			List<PgOutputMessage> redelivered = new ArrayList<>(messages);
			redelivered.set(0, again);
			assertThat(fixture.events(redelivered, decoder)).singleElement()
				.satisfies((event) -> assertThat(event.entityType()).isEqualTo(Boat.class));
		}
	}

	private static void decodeEach(List<PgOutputMessage> messages, ChangeDecoder decoder,
			Consumer<List<RealtimeEvent<?>>> consumer) {
		List<String> failures = new ArrayList<>();
		decodeEach(messages, decoder, consumer, failures);
		assertThat(failures).isEmpty();
	}

	private static void decodeEach(List<PgOutputMessage> messages, ChangeDecoder decoder,
			Consumer<List<RealtimeEvent<?>>> consumer, List<String> failures) {
		// What fails is decoded once more, as the pipeline would.
		Begin begin = null;
		long ordinal = 0;
		for (PgOutputMessage message : messages) {
			if (message instanceof Begin next) {
				begin = next;
			}
			else if (message instanceof Relation relation) {
				decoder.define(relation);
			}
			else if (message instanceof Change change) {
				ordinal++;
				for (int attempt = 0; attempt < 2; attempt++) {
					try {
						consumer.accept(decoder.decode(change, begin, ordinal));
						break;
					}
					catch (EventDecodingException ex) {
						failures.add(ex.getMessage());
					}
				}
			}
		}
	}

}

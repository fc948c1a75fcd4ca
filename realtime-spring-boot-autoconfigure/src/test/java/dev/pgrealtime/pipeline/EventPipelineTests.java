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

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.context.PayloadApplicationEvent;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.delivery.DeliverySettings;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.EventKeys;
import dev.pgrealtime.delivery.ExhaustionPolicy;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Commit;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.StreamLostException;
import dev.pgrealtime.replication.Unconfirmed;
import dev.pgrealtime.replication.WalRecord;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EventPipeline}.
 */
class EventPipelineTests {

	private static final EntityModel<String> MODEL = SampleEvents.model(String.class, "strings");

	private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

	private static final Begin BEGIN = new Begin(new Lsn(5), TIME, 7);

	private static final Commit COMMIT = new Commit(new Lsn(5), new Lsn(6), TIME);

	private final List<Object> published = new ArrayList<>();

	private final List<Object> observed = new ArrayList<>();

	private final Deque<Object> failing = new ArrayDeque<>();

	private final StubDecoder decoder = new StubDecoder();

	private final Unconfirmed unconfirmed = mock();

	private final EventDelivery delivery = mock();

	private final ParkedEvents parkedEvents = mock();

	private final EventListeners eventListeners = listeners(ExhaustionPolicy.STOP);

	private final EventPipeline pipeline = new EventPipeline(new StubCatalog(), this.delivery, this.eventListeners,
			new UndecodableChanges(UndecodablePolicy.WITHHOLD, this.parkedEvents, Clock.systemUTC()),
			List.of((event, time) -> this.observed.add(event.newEntity())), new StreamSignals(List.of()), () -> 0);

	private EventListeners listeners(ExhaustionPolicy policy) {
		DeliverySettings settings = new DeliverySettings(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), 2,
				policy, 1, 1, 1);
		return new EventListeners(this::publish, settings, this.parkedEvents,
				new EventKeys(List.of(), (entity) -> null), Clock.systemUTC());
	}

	private void publish(Object event) {
		Object payload = (event instanceof PayloadApplicationEvent<?> wrapped) ? wrapped.getPayload() : event;
		Object content = (payload instanceof RealtimeEvent<?> change) ? change.newEntity() : payload;
		this.published.add(content);
		if (this.failing.remove(content)) {
			throw new IllegalStateException("failing");
		}
	}

	@BeforeEach
	void connect() {
		given(this.unconfirmed.isOurs()).willReturn(true);
		this.pipeline.connected();
		handle(BEGIN);
	}

	@Test
	void goesOnWithTheEventWhoseListenerFailed() {
		Change first = change(1);
		Change second = change(2);
		this.decoder.results.add(List.of());
		this.decoder.results.add(events("a", "b", "c"));
		handle(first);
		this.failing.add("b");
		assertFails(() -> handle(second));
		handle(second);
		handle(COMMIT);
		assertThat(this.decoder.ordinals).containsExactly(1L, 2L);
		assertThat(this.observed).containsExactly("a", "b", "c");
		assertThat(this.published).startsWith("a", "b", "b", "c").hasSize(5);
		assertThat(this.published.get(4)).isInstanceOfSatisfying(TransactionCommitted.class,
				(committed) -> assertThat(committed.eventCount()).isEqualTo(3));
	}

	@Test
	void publishesWhatIsLeftBeforeTheEndOfTheTransaction() {
		this.decoder.results.add(List.of());
		handle(change(1));
		this.decoder.rest.add(events("a", "b"));
		this.decoder.rest.add(events("c"));
		this.failing.addAll(List.of("b", "c"));
		assertFails(() -> handle(COMMIT));
		assertFails(() -> handle(COMMIT));
		handle(COMMIT);
		assertThat(this.observed).containsExactly("a", "b", "c");
		assertThat(this.published).startsWith("a", "b", "b", "c", "c").hasSize(6);
		assertThat(this.published.get(5)).isInstanceOf(TransactionCommitted.class);
	}

	@Test
	void handsEachEventOverOnceAndBeforeItIsPublished() {
		List<RealtimeEvent<?>> events = events("a", "b");
		this.decoder.results.add(events);
		this.failing.addAll(List.of("a", "b", "b"));
		Change change = change(1);
		for (int i = 0; i < 3; i++) {
			assertFails(() -> handle(change));
		}
		handle(change);
		handle(COMMIT);
		InOrder inOrder = inOrder(this.delivery);
		then(this.delivery).should(inOrder).connected();
		then(this.delivery).should(inOrder).deliver(same(events.get(0)), any(), same(this.unconfirmed));
		then(this.delivery).should(inOrder).deliver(same(events.get(1)), any(), same(this.unconfirmed));
		then(this.delivery).should(inOrder).committed(this.unconfirmed);
		then(this.delivery).shouldHaveNoMoreInteractions();
	}

	@Test
	void tellsNothingMoreOnceTheStreamIsSomebodyElses() {
		this.decoder.results.add(events("a", "b", "c"));
		given(this.unconfirmed.isOurs()).willReturn(true, false);
		assertThatExceptionOfType(StreamLostException.class).isThrownBy(() -> handle(change(1)));
		assertThat(this.published).containsExactly("a", "b");
	}

	@Test
	void decodesAgainWhatCouldNotBeDecoded() {
		Change change = change(1);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> handle(change));
		this.decoder.results.add(events("a"));
		handle(change);
		assertThat(this.decoder.ordinals).containsExactly(1L, 1L);
		assertThat(this.observed).containsExactly("a");
	}

	@Test
	void eachTableOfATruncateCounts() {
		this.decoder.results.addAll(List.of(events("a"), events("b")));
		handle(change(1, 2, 3));
		handle(change(4));
		assertThat(this.decoder.ordinals).containsExactly(1L, 4L);
	}

	@Test
	void aNewConnectionForgetsWhatWasNotPublished() {
		this.decoder.results.add(events("a", "b"));
		this.failing.add("a");
		Change change = change(1);
		assertFails(() -> handle(change));
		this.pipeline.connected();
		handle(BEGIN);
		handle(COMMIT);
		assertThat(this.observed).isEmpty();
		assertThat(this.published).containsExactly("a");
		assertThat(this.decoder.closed).isEqualTo(1);
	}

	private void handle(PgOutputMessage message) {
		this.pipeline.handle(new WalRecord(message, ByteBuffer.allocate(0), this.unconfirmed));
	}

	private static void assertFails(Runnable delivery) {
		assertThatExceptionOfType(ListenerFailedException.class).isThrownBy(delivery::run);
	}

	private static Change change(Integer... tables) {
		return new Truncate(List.of(tables), false, false);
	}

	private static List<RealtimeEvent<?>> events(String... entities) {
		List<RealtimeEvent<?>> events = new ArrayList<>();
		for (String entity : entities) {
			events.add(SampleEvents.inserted(MODEL, entity, events.size()));
		}
		return events;
	}

	private final class StubCatalog implements EntityCatalog {

		@Override
		public List<RegisteredEntity> entities() {
			return List.of();
		}

		@Override
		public ChangeDecoder newDecoder(FailureScope scope) {
			return EventPipelineTests.this.decoder;
		}

	}

	private static final class StubDecoder implements ChangeDecoder {

		private final Deque<List<RealtimeEvent<?>>> results = new ArrayDeque<>();

		private final Deque<List<RealtimeEvent<?>>> rest = new ArrayDeque<>();

		private final List<Long> ordinals = new ArrayList<>();

		private int closed;

		@Override
		public void define(Relation relation) {
		}

		@Override
		public List<RealtimeEvent<?>> decode(Change change, Begin transaction, long ordinal) {
			this.ordinals.add(ordinal);
			if (this.results.isEmpty()) {
				throw new IllegalStateException("cannot be decoded");
			}
			return this.results.remove();
		}

		@Override
		public List<RealtimeEvent<?>> decodeRest() {
			return this.rest.isEmpty() ? List.of() : this.rest.remove();
		}

		@Override
		public @Nullable Waiting waiting() {
			return null;
		}

		@Override
		public void close() {
			this.closed++;
		}

	}

}

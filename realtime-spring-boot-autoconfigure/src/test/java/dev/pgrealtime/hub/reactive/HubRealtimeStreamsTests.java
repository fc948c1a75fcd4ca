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

package dev.pgrealtime.hub.reactive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.InvalidFilterException;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HubRealtimeStreams}.
 */
class HubRealtimeStreamsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final EntityModel<Number> NUMBER = SampleEvents.model(Number.class, "numbers");

	private static final EntityModel<Integer> INTEGER = SampleEvents.model(Integer.class, "numbers");

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts");

	private static final FilterAttribute VALUE = FilterAttribute.of("value", Double.class,
			(number) -> ((Number) number).doubleValue());

	private static final FilterParser FILTERS = new FilterParser(
			(channel, path) -> (channel.equals("numbers") && path.equals("value")) ? VALUE : null,
			FilterLimits.DEFAULT);

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("numbers"), 3);

	private final HubRealtimeStreams streams = new HubRealtimeStreams(this.hub, () -> List.of(NUMBER), FILTERS);

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@Test
	void streamsEventsOfHierarchyUntilHubStops() {
		StepVerifier.create(this.streams.of(Number.class).map(RealtimeEvent::newEntity))
			.then(() -> publish(NUMBER, 1.5))
			.expectNext(1.5)
			.then(() -> publish(INTEGER, 2))
			.expectNext(2)
			.then(this.hub::stop)
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void streamsEventsOfSubclassOnly() {
		StepVerifier.create(this.streams.of(Integer.class).map(RealtimeEvent::newEntity), 1)
			.then(() -> publish(NUMBER, 1.5))
			.then(() -> publish(INTEGER, 2))
			.expectNext(2)
			.thenCancel()
			.verify(TIMEOUT);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void errorsWhenSubscriberFallsBehind() {
		StepVerifier.create(this.streams.of(Number.class), 0).then(() -> {
			for (int i = 0; i < 5; i++) {
				publish(NUMBER, i);
			}
		})
			.thenRequest(1)
			.expectErrorSatisfies((error) -> assertThat(error).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("realtime.sse.buffer-size"))
			.verify(TIMEOUT);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void completesWithoutDemand() {
		StepVerifier.create(this.streams.of(Number.class), 0).then(this.hub::stop).expectComplete().verify(TIMEOUT);
	}

	@Test
	void deliversAllToEverySubscriber() {
		RealtimeHub large = new RealtimeHub(() -> Set.of("numbers"), 100_000);
		large.start();
		StepVerifier
			.create(new HubRealtimeStreams(large, () -> List.of(NUMBER), FILTERS).of(Number.class)
				.map((event) -> event.position().ordinal())
				.take(50_000)
				.reduce(0L, (previous, next) -> (next == previous + 1) ? next : -1))
			.then(() -> {
				for (int i = 1; i <= 50_000; i++) {
					large.publish(SampleEvents.inserted(NUMBER, 1, i));
				}
			})
			.expectNext(50_000L)
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(large.subscriptionCount()).isZero();
	}

	@Test
	void streamsRowsThatMatchFilter() {
		StepVerifier.create(this.streams.of(Number.class, "value=gt.1").map(RealtimeEvent::newEntity), 1).then(() -> {
			for (int i = 0; i < 10; i++) {
				publish(NUMBER, 0);
			}
		})
			.then(() -> publish(INTEGER, 2))
			.expectNext(2)
			.thenRequest(1)
			.then(() -> publish(NUMBER, 1.5))
			.expectNext(1.5)
			.thenCancel()
			.verify(TIMEOUT);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void streamsRowThatLeaves() {
		EntityImage<Number> before = new EntityImage<>(2, Set.of());
		EntityImage<Number> after = new EntityImage<>(1, Set.of());
		StepVerifier.create(this.streams.of(Number.class, "value=gt.1").map(RealtimeEvent::newEntity))
			.then(() -> this.hub.publish(new EntityUpdated<>(SampleEvents.metadata(NUMBER, 1), before, after, null,
					Set.of("value"), Set.of())))
			.expectNext(1)
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void invalidFilterIsRefusedBeforeSubscription() {
		assertThatExceptionOfType(InvalidFilterException.class)
			.isThrownBy(() -> this.streams.of(Number.class, "secret=eq.1"))
			.withMessageContaining("there is no attribute 'secret'");
	}

	@Test
	void streamsWhatPredicateAcceptsOfAllEntities() {
		StepVerifier
			.create(this.streams.matching((event) -> !event.newEntity().equals(2))
				.<Object>map(RealtimeEvent::newEntity))
			.then(() -> publish(NUMBER, 1))
			.expectNext(1)
			.then(() -> publish(INTEGER, 2))
			.then(() -> publish(TEXT, "text"))
			.expectNext("text")
			.then(this.hub::stop)
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void failingPredicateEndsItsStreamOnly() {
		StepVerifier.create(this.streams.matching((event) -> {
			throw new IllegalArgumentException("predicate");
		})).then(() -> publish(NUMBER, 1)).expectErrorMessage("predicate").verify(TIMEOUT);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void everyEventTakesRoomUntilPredicateIsAsked() {
		StepVerifier.create(this.streams.matching((event) -> false), 0).then(() -> {
			for (int i = 0; i < 4; i++) {
				publish(NUMBER, i);
			}
		}).thenRequest(1).expectError(IllegalStateException.class).verify(TIMEOUT);
	}

	@Test
	void streamsTransactionsAsAWhole() {
		StepVerifier.create(this.streams.transactions().map(HubRealtimeStreamsTests::text)).then(() -> {
			transaction(1, 2);
			transaction();
			transaction(3);
		})
			.expectNext("[1, 2] part 1 last")
			.expectNext("[3] part 1 last")
			.then(this.hub::stop)
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void streamsLargeTransactionInParts() {
		StepVerifier.create(this.streams.transactions().map(HubRealtimeStreamsTests::text).take(3))
			.then(() -> transaction(1, 2, 3, 4, 5, 6))
			.expectNext("[1, 2, 3] part 1", "[4, 5, 6] part 2 last")
			.then(() -> transaction(7))
			.expectNext("[7] part 1 last")
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void transactionThatHasBegunIsNotStreamedInPart() {
		this.hub.begin();
		publish(NUMBER, 1);
		StepVerifier.create(this.streams.transactions().map(HubRealtimeStreamsTests::text).take(1)).then(() -> {
			publish(NUMBER, 2);
			this.hub.commit();
			transaction(3);
		}).expectNext("[3] part 1 last").expectComplete().verify(TIMEOUT);
	}

	@Test
	void transactionThatIsToldAgainBeginsAnew() {
		StepVerifier.create(this.streams.transactions().map(HubRealtimeStreamsTests::text).take(2)).then(() -> {
			this.hub.begin();
			for (int i = 1; i <= 5; i++) {
				publish(NUMBER, i);
			}
			transaction(1, 2);
		}).expectNext("[1, 2, 3] part 1", "[1, 2] part 1 last").expectComplete().verify(TIMEOUT);
	}

	@Test
	void transactionsErrorWhenSubscriberFallsBehindAndAfterGap() {
		StepVerifier.create(this.streams.transactions(), 0).then(() -> {
			for (int i = 1; i <= 4; i++) {
				transaction(i);
			}
		})
			.thenRequest(1)
			.expectErrorMessage("Changes were missed: the subscriber fell behind by more than its buffer of 3 "
					+ "messages; take them faster or raise realtime.sse.buffer-size")
			.verify(TIMEOUT);
		StepVerifier.create(this.streams.transactions())
			.then(() -> this.hub.publish(new StreamGap("slot lost", Lsn.INVALID, Lsn.INVALID)))
			.expectErrorMessage("Changes were missed: slot lost")
			.verify(TIMEOUT);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void transactionsOfStoppedHubComplete() {
		this.hub.stop();
		StepVerifier.create(this.streams.transactions(), 0).expectComplete().verify(TIMEOUT);
	}

	private static String text(TransactionChanges<?> changes) {
		List<Object> entities = new ArrayList<>();
		changes.forEach((event) -> entities.add(event.newEntity()));
		return entities + " part " + changes.part() + (changes.last() ? " last" : "");
	}

	private void transaction(int... values) {
		this.hub.begin();
		for (int value : values) {
			publish(NUMBER, value);
		}
		this.hub.commit();
	}

	@Test
	void unregisteredClassIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.streams.of(String.class))
			.withMessage("java.lang.String is not a registered entity; registered are [java.lang.Number]");
	}

	private <T> void publish(EntityModel<T> model, T value) {
		this.hub.publish(SampleEvents.inserted(model, value, 1));
	}

}

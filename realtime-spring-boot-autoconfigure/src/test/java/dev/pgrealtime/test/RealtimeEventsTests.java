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

package dev.pgrealtime.test;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RealtimeEvents} and its assertions.
 */
class RealtimeEventsTests {

	private static final EntityModel<Integer> INTEGER = SampleEvents.model(Integer.class, "integers", "value", "unit",
			"note");

	private static final EntityModel<Long> LONG = SampleEvents.model(Long.class, "longs", "value");

	private final RealtimeEvents events = events((timeout) -> {
	});

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void waitsBeforeItAnswers() {
		RealtimeEvents[] late = new RealtimeEvents[1];
		late[0] = events((timeout) -> late[0].record(SampleEvents.inserted(INTEGER, 1, 1)));
		assertThat(late[0]).inserted(Integer.class).hasSize(1);
	}

	@Test
	void whatIsDeliveredAgainIsOneEvent() {
		this.events.record(SampleEvents.inserted(INTEGER, 1, 1));
		this.events.record(SampleEvents.inserted(INTEGER, 2, 2));
		this.events.record(SampleEvents.inserted(INTEGER, 1, 1));
		assertThat(this.events).inserted(Integer.class).extracting(EntityInserted::newEntity).containsExactly(1, 2);
	}

	@Test
	void forgetsWhatItIsToldToForget() {
		this.events.record(SampleEvents.inserted(INTEGER, 1, 1));
		this.events.clear();
		assertThat(this.events).isEmpty();
	}

	@Test
	void aSuperclassStandsForItsSubclasses() {
		this.events.record(SampleEvents.inserted(INTEGER, 1, 1));
		this.events.record(SampleEvents.inserted(LONG, 1L, 2));
		assertThat(this.events).inserted(Integer.class).hasSize(1);
		assertThat(this.events).inserted(Number.class).hasSize(2);
		assertThat(this.events).of(Object.class).hasSize(2);
		assertThat(this.events).inserted(String.class).isEmpty();
		assertThat(this.events).updated(Integer.class).isEmpty();
	}

	@Test
	void whatIsNotDeliveredInTimeIsAFailure() {
		RealtimeEvents slow = events((timeout) -> {
			throw new TimeoutException("not delivered within " + timeout);
		});
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> slow.begin(Duration.ofSeconds(3)))
			.withMessage("not delivered within PT3S");
	}

	@Test
	void anInterruptEndsTheWait() {
		RealtimeEvents interrupted = events((timeout) -> {
			throw new InterruptedException();
		});
		assertThatIllegalStateException().isThrownBy(interrupted::all);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void aContextWithoutStreamSaysWhatIsMissing() {
		RealtimeEvents alone = new RealtimeEvents(new StaticListableBeanFactory().getBeanProvider(RealtimeFence.class));
		assertThatIllegalStateException().isThrownBy(alone::all)
			.withMessageContainingAll("There is no stream", "realtime.enabled");
	}

	@Test
	void comparesWhatChanged() {
		this.events.record(updated(1, 2, Set.of("value", "unit"), Set.of("note")));
		RealtimeEventAssert<Integer, EntityUpdated<Integer>> event = assertThat(this.events).updated(Integer.class)
			.singleElement();
		event.hasChanged("value").hasChangedOnly("unit", "value").hasId(2);
		event.oldEntity().isEqualTo(1);
		event.newEntity().isEqualTo(2);
		assertFails(() -> event.hasChangedOnly("value"), "only [value] to have changed");
		assertFails(() -> event.hasNotChanged("unit"), "'unit' not to have changed");
		assertFails(() -> event.hasId(3), "id 3");
		assertThatIllegalStateException().isThrownBy(() -> event.hasChanged("note"));
		assertThatIllegalArgumentException().isThrownBy(() -> event.hasNotChanged("prise"));
	}

	@Test
	void saysWhatWasMissing() {
		this.events.record(updated(null, 2, Set.of("value"), Set.of()));
		assertFails(() -> assertThat(this.events).updated(Integer.class).singleElement().hasChanged("unit"),
				"'unit' to have changed");
		assertFails(() -> assertThat(this.events).updated(Integer.class).singleElement().oldEntity(), "old entity");
		assertFails(() -> assertThat(this.events).of(Integer.class).first().as("order").hasId(9), "[order]");
		assertFails(() -> assertThat(this.events).isEmpty(), "UPDATE of Integer 2 [value] at 0/1A:1");
		this.events.clear();
		this.events.record(SampleEvents.inserted(INTEGER, 1, 1));
		assertFails(() -> assertThat(this.events).of(Integer.class).singleElement().hasChanged("value"), "an update");
	}

	private static void assertFails(ThrowingAssertion assertion, String... message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion::verify)
			.withMessageContainingAll(message)
			.withMessageContaining("Integer");
	}

	private static EntityUpdated<Integer> updated(@Nullable Integer before, Integer after, Set<String> changed,
			Set<String> undetermined) {
		EntityImage<Integer> oldImage = (before != null) ? new EntityImage<>(before, Set.of()) : null;
		return new EntityUpdated<>(SampleEvents.metadata(INTEGER, 1), oldImage, new EntityImage<>(after, Set.of()),
				after, changed, undetermined);
	}

	private static RealtimeEvents events(RealtimeFence fence) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("fence", fence);
		return new RealtimeEvents(beans.getBeanProvider(RealtimeFence.class));
	}

	@FunctionalInterface
	private interface ThrowingAssertion {

		void verify();

	}

}

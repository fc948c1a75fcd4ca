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

package dev.pgrealtime.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelHistory}.
 */
class ChannelHistoryTests {

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts");

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

	private final ChannelHistory history = new ChannelHistory(new HistoryLimits(3, 100, Duration.ofNanos(10)),
			this.nanoTime::get);

	@Test
	void goesOnAfterAnyPositionItKnows() {
		EventPosition beginning = open(null).newest();
		append(1, 2, 3);
		assertThat(missed(beginning)).containsExactly(1L, 2L, 3L);
		assertThat(missed(position(1))).containsExactly(2L, 3L);
		assertThat(missed(position(3))).isEmpty();
		assertThat(open(null)).isEqualTo(new ChannelHistory.Continuation(position(3), List.of()));
	}

	@Test
	void keepsNoMoreEventsThanItMay() {
		EventPosition beginning = open(null).newest();
		append(1, 2, 3, 4);
		assertThat(missed(position(1))).containsExactly(2L, 3L, 4L);
		assertThat(missed(beginning)).isNull();
		append(5);
		assertThat(missed(position(1))).isNull();
	}

	@Test
	void keepsNoMoreBytesThanItMay() {
		append(event(1, 50), event(2, 50), event(3, 1));
		assertThat(missed(position(1))).containsExactly(2L, 3L);
		append(event(4, 101));
		assertThat(missed(position(3))).isNull();
		assertThat(missed(position(4))).isEmpty();
	}

	@Test
	void keepsNothingLongerThanItMay() {
		append(1);
		this.nanoTime.addAndGet(8);
		append(2);
		this.nanoTime.addAndGet(8);
		assertThat(missed(position(1))).containsExactly(2L);
		this.nanoTime.addAndGet(8);
		assertThat(missed(position(1))).isNull();
		assertThat(missed(position(2))).isEmpty();
	}

	@Test
	void keepsForEver() {
		assertThat(new HistoryLimits(3, 100, Duration.ofDays(200_000)).age().toNanos()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void forgetsWhatCameBeforeAnEventThatIsNotKept() {
		append(1);
		this.history.append(position(2), null);
		assertThat(missed(position(1))).isNull();
		assertThat(missed(position(2))).isEmpty();
	}

	@Test
	void eventThatIsPublishedAgainKeepsItsPlace() {
		append(1, 2, 3, 2, 3);
		assertThat(missed(position(1))).containsExactly(2L, 3L);
	}

	@Test
	void beginsAnewWithEventThatComesTooLate() {
		append(1, 3, 2);
		assertThat(missed(position(3))).isNull();
		assertThat(missed(position(2))).isEmpty();
		append(3);
		assertThat(missed(position(2))).containsExactly(3L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0/1A:4", "FF/1A:1", "0/19:1", "0/1A:0", "0/0:0", "0/0:7" })
	void doesNotReachBackToPositionsOfOthers(String position) {
		append(1, 2, 3);
		assertThat(missed(EventPosition.parse(position))).isNull();
	}

	@Test
	void beginsAnewAfterReset() {
		append(1, 2);
		EventPosition beginning = this.history.reset();
		assertThat(missed(position(1))).isNull();
		append(1);
		assertThat(missed(beginning)).containsExactly(1L);
	}

	@Test
	void tellsTheNumberAfterWhichEventsAreOffered() {
		append(1, 2);
		AtomicLong last = new AtomicLong();
		this.history.open(null, last::set);
		assertThat(this.history.append(position(3), null)).isEqualTo(last.get() + 1);
	}

	private void append(long... ordinals) {
		for (long ordinal : ordinals) {
			append(event(ordinal, 1));
		}
	}

	private void append(PastEvent... events) {
		for (PastEvent event : events) {
			this.history.append(event.position(), event);
		}
	}

	private PastEvent event(long ordinal, int size) {
		EventEncoder encoder = (event) -> new byte[size];
		EncodedEvent event = new EncodedEvent(SampleEvents.inserted(TEXT, "text", ordinal), new HubFailures());
		return new PastEvent(event, encoder, new HubMessage.Change(event.event(), new byte[size]), this.nanoTime.get());
	}

	private static EventPosition position(long ordinal) {
		return new EventPosition(Lsn.parse("0/1A"), ordinal);
	}

	private ChannelHistory.Continuation open(@Nullable EventPosition after) {
		return this.history.open(after, (number) -> {
		});
	}

	private @Nullable List<Long> missed(EventPosition after) {
		List<Past> missed = open(after).missed();
		return (missed != null) ? missed.stream().map((event) -> event.position().ordinal()).toList() : null;
	}

}

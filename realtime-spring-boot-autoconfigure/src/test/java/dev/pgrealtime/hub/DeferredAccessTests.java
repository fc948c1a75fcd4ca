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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeferredAccess}.
 */
class DeferredAccessTests {

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts", "value");

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), ChannelTenants.NONE,
			BufferLimits.ofMessages(4), new HistoryLimits(100, 10_000, Duration.ofDays(1)), System::nanoTime);

	private final Judge judge = new Judge();

	private final AtomicInteger signals = new AtomicInteger();

	private long ordinal;

	DeferredAccessTests() {
		this.hub.start();
		this.hub.keepHistory("texts"::equals, (event) -> new byte[1]);
	}

	@Test
	void eventWaitsUntilItIsKnownWhoMaySeeIt() {
		HubSubscription subscription = subscribe();
		publish("a");
		assertThat(poll(subscription)).isEmpty();
		assertThat(this.signals).hasValue(0);
		this.judge.answer(0, Sight.BOTH);
		assertThat(this.signals).hasValue(1);
		assertThat(poll(subscription)).containsExactly("a");
	}

	@Test
	void orderOfEventsIsNotThatOfTheAnswers() {
		HubSubscription subscription = subscribe();
		publish("a", "b", "c");
		this.judge.answer(2, Sight.BOTH);
		this.judge.answer(1, Sight.NONE);
		assertThat(poll(subscription)).isEmpty();
		assertThat(this.signals).hasValue(0);
		this.judge.answer(0, Sight.BOTH);
		assertThat(this.signals).hasValue(1);
		assertThat(poll(subscription)).containsExactly("a", "c");
	}

	@Test
	void whatIsInvisibleWakesNobody() {
		HubSubscription subscription = subscribe();
		publish("a");
		this.judge.answer(0, Sight.NONE);
		assertThat(this.signals).hasValue(0);
		assertThat(poll(subscription)).isEmpty();
		publish("b");
		this.judge.answer(1, Sight.NEW);
		assertThat(this.signals).hasValue(1);
		assertThat(poll(subscription)).containsExactly("b");
	}

	@Test
	void whatCannotBeEncodedConcernsThoseOnlyWhoMaySeeIt() {
		EventEncoder failing = (event) -> {
			throw new IllegalStateException("no JSON");
		};
		HubSubscription subscription = this.hub.subscribe(
				SubscriptionRequest.of("texts").withAccess(this.judge).withEncoder(failing),
				this.signals::incrementAndGet);
		publish("a", "b");
		this.judge.answer(0, Sight.NONE);
		assertThat(poll(subscription)).isEmpty();
		this.judge.answer(1, Sight.BOTH);
		assertThat(poll(subscription)).containsExactly("refresh 2");
	}

	@Test
	void whatCannotBeToldIsRefreshInItsPlace() {
		HubSubscription subscription = subscribe();
		publish("a", "b", "c");
		this.judge.answer(1, null);
		assertThat(poll(subscription)).containsExactly("refresh 2");
		this.judge.answer(0, Sight.BOTH);
		this.judge.answer(2, Sight.BOTH);
		assertThat(poll(subscription)).containsExactly("c");
	}

	@Test
	void undecidedEventsCountForTheBuffer() {
		HubSubscription subscription = subscribe();
		publish("a", "b", "c", "d", "e", "f");
		assertThat(poll(subscription)).containsExactly("refresh 5");
		this.judge.answer(0, Sight.BOTH);
		this.judge.answer(3, Sight.BOTH);
		this.judge.answer(4, Sight.BOTH);
		assertThat(poll(subscription)).containsExactly("f");
	}

	@Test
	void bytesOfUndecidedEventsCountForTheBuffer() {
		RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), ChannelTenants.NONE, new BufferLimits(100, 2),
				HistoryLimits.NONE, System::nanoTime);
		hub.start();
		HubSubscription subscription = hub.subscribe(
				SubscriptionRequest.of("texts").withAccess(this.judge).withEncoder((event) -> new byte[1]),
				this.signals::incrementAndGet);
		publish(hub, "a", "b");
		this.judge.answer(0, Sight.NONE);
		publish(hub, "c");
		this.judge.answer(1, Sight.BOTH);
		this.judge.answer(2, Sight.BOTH);
		assertThat(poll(subscription)).containsExactly("b", "c");
		publish(hub, "d", "e", "f", "g");
		this.judge.answer(3, Sight.BOTH);
		this.judge.answer(5, Sight.BOTH);
		assertThat(poll(subscription)).containsExactly("refresh 6", "g");
	}

	@Test
	void gapSupersedesWhatIsUndecided() {
		HubSubscription subscription = subscribe();
		publish("a", "b");
		this.hub.publish(new StreamGap("lost", Lsn.parse("0/1"), Lsn.parse("0/2")));
		this.judge.answer(0, Sight.BOTH);
		this.judge.answer(1, null);
		assertThat(poll(subscription)).hasSize(1).first().asString().startsWith("refresh");
	}

	@Test
	void endDropsWhatIsUndecidedAndKeepsWhatCameBefore() {
		HubSubscription subscription = subscribe();
		publish("a", "b", "c");
		this.judge.answer(0, Sight.BOTH);
		this.judge.answer(2, Sight.BOTH);
		this.hub.stop();
		assertThat(subscription.isComplete()).isFalse();
		assertThat(poll(subscription)).containsExactly("a");
		assertThat(subscription.isComplete()).isTrue();
		this.judge.answer(1, Sight.BOTH);
		assertThat(poll(subscription)).isEmpty();
	}

	@Test
	void whoComesBackAndMissedSomethingIsToldToReload() {
		HubSubscription first = subscribe();
		publish("a");
		HubSubscription second = this.hub
			.subscribe(SubscriptionRequest.of("texts").withAccess(this.judge).startingAfter(first.position()), () -> {
			});
		assertThat(poll(second)).containsExactly("refresh 1");
		HubSubscription third = this.hub
			.subscribe(SubscriptionRequest.of("texts").withAccess(this.judge).startingAfter(second.position()), () -> {
			});
		assertThat(poll(third)).isEmpty();
	}

	@Test
	void subscriberThatFailsToTakeAnAnswerIsClosed() {
		HubSubscription subscription = this.hub.subscribe(SubscriptionRequest.of("texts").withAccess(this.judge),
				() -> {
					throw new IllegalStateException("gone");
				});
		publish("a");
		assertThat(this.hub.subscriptionCount()).isOne();
		this.judge.answer(0, Sight.BOTH);
		assertThat(subscription.isComplete()).isTrue();
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void whatMayNotBeSeenAnywayIsNotAskedFor() {
		this.judge.atOnce = Sight.NONE;
		HubSubscription subscription = subscribe();
		publish("a");
		assertThat(this.judge.answers).isEmpty();
		assertThat(poll(subscription)).isEmpty();
	}

	private HubSubscription subscribe() {
		return this.hub.subscribe(SubscriptionRequest.of("texts").withAccess(this.judge),
				this.signals::incrementAndGet);
	}

	private void publish(String... values) {
		publish(this.hub, values);
	}

	private void publish(RealtimeHub hub, String... values) {
		for (String value : values) {
			hub.publish(SampleEvents.inserted(TEXT, value, ++this.ordinal));
		}
	}

	private static List<String> poll(HubSubscription subscription) {
		List<String> taken = new ArrayList<>();
		for (HubMessage message = subscription.poll(); message != null; message = subscription.poll()) {
			taken.add((message instanceof HubMessage.Change change) ? String.valueOf(change.event().newEntity())
					: "refresh " + message.position().ordinal());
		}
		return taken;
	}

	private static final class Judge implements DeferredAccess {

		private final List<Consumer<@Nullable Sight>> answers = new ArrayList<>();

		private Sight atOnce = Sight.BOTH;

		@Override
		public Sight sight(RealtimeEvent<?> event) {
			return this.atOnce;
		}

		@Override
		public void judge(RealtimeEvent<?> event, Consumer<@Nullable Sight> answer) {
			this.answers.add(answer);
		}

		void answer(int index, @Nullable Sight sight) {
			this.answers.get(index).accept(sight);
		}

	}

}

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
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.RowFilter;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeHub} and {@link HubSubscription}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeHubTests {

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts");

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("texts", "numbers"), 3);

	private final AtomicInteger signals = new AtomicInteger();

	private final AtomicInteger encodings = new AtomicInteger();

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@Test
	void deliversEventsInOrder() {
		HubSubscription subscription = subscribe();
		publish(1);
		publish(2);
		assertThat(ordinal(subscription.poll())).isEqualTo(1);
		assertThat(ordinal(subscription.poll())).isEqualTo(2);
		assertThat(subscription.poll()).isNull();
		assertThat(subscription.isComplete()).isFalse();
	}

	@Test
	void deliversToSubscribersOfChannelOnly() {
		HubSubscription other = this.hub.subscribe("numbers", this.signals::incrementAndGet);
		publish(1);
		assertThat(other.poll()).isNull();
		assertThat(this.signals).hasValue(0);
	}

	@Test
	void signalsOnlyWhenMailboxWasEmpty() {
		HubSubscription subscription = subscribe();
		publish(1);
		publish(2);
		assertThat(this.signals).hasValue(1);
		subscription.poll();
		subscription.poll();
		publish(3);
		assertThat(this.signals).hasValue(2);
	}

	@Test
	void replacesOverflowingBufferByOneRefresh() {
		HubSubscription slow = subscribe();
		HubSubscription fast = subscribe();
		for (int i = 1; i <= 5; i++) {
			publish(i);
			assertThat(ordinal(fast.poll())).isEqualTo(i);
		}
		HubMessage.Refresh refresh = refresh(slow.poll());
		assertThat(refresh.reason()).contains("realtime.sse.buffer-size");
		assertThat(refresh.position().ordinal()).isEqualTo(4);
		assertThat(ordinal(slow.poll())).isEqualTo(5);
		assertThat(slow.poll()).isNull();
	}

	@Test
	void replacesBufferWithTooManyBytesByOneRefresh() {
		RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), ChannelTenants.NONE, new BufferLimits(100, 10),
				HistoryLimits.NONE, System::nanoTime);
		hub.start();
		HubSubscription subscription = hub.subscribe(
				SubscriptionRequest.of("texts")
					.withEncoder((event) -> new byte[(event.position().ordinal() == 4) ? 11 : 5]),
				this.signals::incrementAndGet);
		publish(hub, 1, 2);
		assertThat(ordinal(subscription.poll())).isEqualTo(1);
		publish(hub, 3);
		assertThat(ordinal(subscription.poll())).isEqualTo(2);
		assertThat(ordinal(subscription.poll())).isEqualTo(3);
		publish(hub, 4);
		assertThat(ordinal(subscription.poll())).isEqualTo(4);
		publish(hub, 1, 2, 3);
		HubMessage.Refresh refresh = refresh(subscription.poll());
		assertThat(refresh.reason()).contains("10 bytes", "realtime.sse.buffer-bytes");
		assertThat(refresh.position().ordinal()).isEqualTo(3);
		publish(hub, 5);
		assertThat(ordinal(subscription.poll())).isEqualTo(5);
		assertThat(subscription.poll()).isNull();
	}

	@Test
	void encodesOncePerEncoder() {
		EventEncoder encoder = this::encode;
		HubSubscription first = subscribe(SubscriptionRequest.of("texts").withEncoder(encoder));
		HubSubscription second = subscribe(SubscriptionRequest.of("texts").withEncoder(encoder));
		publish(1);
		assertThat(this.encodings).hasValue(1);
		assertThat(encoded(first)).isNotNull().isSameAs(encoded(second));
	}

	@Test
	void encodesOncePerEqualEncoders() {
		HubSubscription first = subscribe(SubscriptionRequest.of("texts").withEncoder(new Selecting("id")));
		HubSubscription second = subscribe(SubscriptionRequest.of("texts").withEncoder(new Selecting("id")));
		HubSubscription other = subscribe(SubscriptionRequest.of("texts").withEncoder(new Selecting("note")));
		publish(1);
		byte[] shared = encoded(first);
		assertThat(shared).isSameAs(encoded(second)).isNotSameAs(encoded(other));
	}

	@Test
	void deliversActionsThatAreWanted() {
		SubscriptionRequest request = SubscriptionRequest.of("texts").withEncoder(this::encode);
		HubSubscription deletes = subscribe(request.withActions(Set.of(EventAction.DELETE)));
		HubSubscription inserts = subscribe(
				SubscriptionRequest.of("texts").withActions(Set.of(EventAction.DELETE, EventAction.INSERT)));
		publish(1);
		assertThat(deletes.poll()).isNull();
		assertThat(ordinal(inserts.poll())).isEqualTo(1);
		assertThat(this.encodings).hasValue(0);
	}

	@Test
	void deliversToSubscribersWhoseFilterMatches() {
		FilterAttribute value = FilterAttribute.of("value", String.class, (entity) -> entity);
		FilterParser parser = new FilterParser((channel, path) -> value, FilterLimits.DEFAULT);
		HubSubscription matching = subscribe(parser.parse("texts", List.of("value=eq.text")));
		HubSubscription other = subscribe(parser.parse("texts", List.of("value=eq.other")));
		publish(1);
		assertThat(ordinal(matching.poll())).isEqualTo(1);
		assertThat(other.poll()).isNull();
		matching.close();
		assertThat(this.hub.subscriptionCount()).isEqualTo(1);
	}

	private HubSubscription subscribe(RowFilter filter) {
		return subscribe(SubscriptionRequest.of("texts").withFilter(filter));
	}

	@Test
	void encodesNothingWithoutNeed() {
		HubSubscription subscription = subscribe(SubscriptionRequest.of("numbers").withEncoder(this::encode));
		publish(1);
		subscription.close();
		HubSubscription plain = subscribe();
		publish(2);
		assertThat(encoded(plain)).isNull();
		assertThat(this.encodings).hasValue(0);
	}

	@Test
	void failedEncodingIsRefreshAndLoggedOnce(CapturedOutput output) {
		HubSubscription subscription = subscribe(SubscriptionRequest.of("texts").withEncoder((event) -> {
			throw new IllegalStateException("getter");
		}));
		HubSubscription plain = subscribe();
		publish(1);
		publish(2);
		assertThat(subscription.poll()).isInstanceOf(HubMessage.Refresh.class);
		assertThat(subscription.poll()).isNull();
		assertThat(ordinal(plain.poll())).isEqualTo(1);
		assertThat(output).containsOnlyOnce("Events of java.lang.String cannot be encoded").contains("@JsonIgnore");
	}

	@Test
	void failingCallbackClosesItsSubscriptionOnly() {
		this.hub.subscribe("texts", () -> {
			throw new IllegalStateException("callback");
		});
		this.hub.subscribe("texts", () -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		HubSubscription other = subscribe();
		publish(1);
		assertThat(ordinal(other.poll())).isEqualTo(1);
		assertThat(this.hub.subscriptionCount()).isEqualTo(1);
	}

	@Test
	void eventThatCannotBeHandedOnIsRefreshForEverybody() {
		HubSubscription texts = subscribe();
		HubSubscription numbers = this.hub.subscribe("numbers", this.signals::incrementAndGet);
		EntityInserted<String> event = mock();
		given(event.position()).willReturn(new EventPosition(new Lsn(26), 1));
		given(event.channel()).willThrow(new OutOfMemoryError("Java heap space"));
		this.hub.publish(event);
		assertThat(refresh(texts.poll()).reason()).isEqualTo("the event at 0/1A:1 could not be handed on");
		assertThat(refresh(numbers.poll()).reason()).isEqualTo("the event at 0/1A:1 could not be handed on");
		publish(2);
		assertThat(ordinal(texts.poll())).isEqualTo(2);
	}

	@Test
	void gapIsRefreshForEverybodyAndSupersedesWhatWaits() {
		HubSubscription texts = subscribe();
		HubSubscription numbers = this.hub.subscribe("numbers", this.signals::incrementAndGet);
		publish(1);
		this.hub.publish(new StreamGap("slot lost", Lsn.INVALID, Lsn.INVALID));
		assertThat(refresh(texts.poll()).reason()).isEqualTo("slot lost");
		assertThat(texts.poll()).isNull();
		assertThat(refresh(numbers.poll()).reason()).isEqualTo("slot lost");
	}

	@Test
	void stopEndsSubscriptionsAfterWhatWaits() {
		HubSubscription subscription = subscribe();
		publish(1);
		this.hub.stop();
		this.hub.stop();
		publish(2);
		assertThat(this.hub.subscriptionCount()).isZero();
		assertThat(subscription.isComplete()).isFalse();
		assertThat(ordinal(subscription.poll())).isEqualTo(1);
		assertThat(subscription.isComplete()).isTrue();
	}

	@Test
	void subscriptionToStoppedHubEndsAtOnce() {
		this.hub.stop();
		assertThat(subscribe().isComplete()).isTrue();
		assertThat(this.signals).hasValue(1);
		this.hub.start();
		assertThat(subscribe().isComplete()).isFalse();
	}

	@Test
	void closeIsIdempotentAndFreesEverything() {
		HubSubscription subscription = subscribe();
		publish(1);
		subscription.close();
		subscription.close();
		publish(2);
		assertThat(subscription.poll()).isNull();
		assertThat(subscription.isComplete()).isTrue();
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void subscriptionGoesOnWhereAnotherStopped() {
		RealtimeHub hub = recording();
		EventPosition beginning = hub.subscribe("texts", this.signals::get).position();
		publish(hub, 1, 2, 3);
		HubSubscription subscription = hub.subscribe(
				SubscriptionRequest.of("texts").withEncoder(this::encode).startingAfter(beginning),
				this.signals::incrementAndGet);
		assertThat(this.signals).hasValue(1);
		publish(hub, 4);
		assertThat(List.of(poll(subscription), poll(subscription), poll(subscription), poll(subscription)))
			.containsExactly(1L, 2L, 3L, 4L);
		assertThat(subscription.poll()).isNull();
		assertThat(subscription.position().ordinal()).isEqualTo(3);
	}

	@Test
	void missedEventsShareTheirBytes() {
		RealtimeHub hub = recording();
		publish(hub, 1, 2);
		SubscriptionRequest request = SubscriptionRequest.of("texts")
			.withEncoder(new Selecting("all"))
			.startingAfter(EventPosition.parse("0/1A:1"));
		assertThat(encoded(hub.subscribe(request, this.signals::get)))
			.isSameAs(encoded(hub.subscribe(request, this.signals::get)))
			.isNotSameAs(encoded(hub.subscribe(request.withEncoder(new Selecting("id")), this.signals::get)));
	}

	@Test
	void subscriptionIsToldToReloadWhereHistoryDoesNotReach() {
		publish(1);
		HubSubscription subscription = subscribe(
				SubscriptionRequest.of("texts").startingAfter(EventPosition.parse("0/1A:1")));
		assertThat(refresh(subscription.poll()).position()).isEqualTo(subscription.position());
		assertThat(this.signals).hasValue(1);
		publish(2);
		assertThat(poll(subscription)).isEqualTo(2);
	}

	@Test
	void overflowSupersedesWhatWasMissed() {
		RealtimeHub hub = recording();
		publish(hub, 1, 2, 3);
		HubSubscription subscription = hub
			.subscribe(SubscriptionRequest.of("texts").startingAfter(EventPosition.parse("0/1A:1")), this.signals::get);
		publish(hub, 4, 5, 6, 7);
		assertThat(refresh(subscription.poll()).position().ordinal()).isEqualTo(7);
		assertThat(subscription.poll()).isNull();
	}

	@Test
	void stoppedHubForgets() {
		RealtimeHub hub = recording();
		publish(hub, 1);
		hub.stop();
		publish(hub, 2);
		hub.start();
		HubSubscription subscription = hub
			.subscribe(SubscriptionRequest.of("texts").startingAfter(EventPosition.parse("0/1A:1")), this.signals::get);
		assertThat(subscription.poll()).isInstanceOf(HubMessage.Refresh.class);
	}

	@Test
	void endedSubscriptionCompletesAfterWhatItMissed() {
		RealtimeHub hub = recording();
		publish(hub, 1, 2);
		HubSubscription subscription = hub
			.subscribe(SubscriptionRequest.of("texts").startingAfter(EventPosition.parse("0/1A:1")), this.signals::get);
		hub.stop();
		assertThat(subscription.isComplete()).isFalse();
		assertThat(poll(subscription)).isEqualTo(2);
		assertThat(subscription.isComplete()).isTrue();
	}

	private RealtimeHub recording() {
		RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), ChannelTenants.NONE, BufferLimits.ofMessages(3),
				new HistoryLimits(10, 1000, Duration.ofDays(1)), System::nanoTime);
		hub.start();
		hub.keepHistory("texts"::equals, new Selecting("all"));
		return hub;
	}

	private static void publish(RealtimeHub hub, long... ordinals) {
		for (long ordinal : ordinals) {
			hub.publish(SampleEvents.inserted(TEXT, "text", ordinal));
		}
	}

	private static long poll(HubSubscription subscription) {
		return ordinal(subscription.poll());
	}

	private static HubMessage.Refresh refresh(HubMessage message) {
		assertThat(message).isInstanceOf(HubMessage.Refresh.class);
		return (HubMessage.Refresh) message;
	}

	@Test
	void unknownChannelIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.subscribe("nowhere", this.signals::get))
			.withMessage("There is no channel 'nowhere', there are [numbers, texts]");
	}

	private HubSubscription subscribe(SubscriptionRequest request) {
		return this.hub.subscribe(request, this.signals::incrementAndGet);
	}

	private HubSubscription subscribe() {
		return this.hub.subscribe("texts", this.signals::incrementAndGet);
	}

	private void publish(long ordinal) {
		this.hub.publish(SampleEvents.inserted(TEXT, "text", ordinal));
	}

	private byte[] encode(RealtimeEvent<?> event) {
		this.encodings.incrementAndGet();
		return new byte[] { 1 };
	}

	private static byte[] encoded(HubSubscription subscription) {
		return ((HubMessage.Change) subscription.poll()).encoded();
	}

	private static long ordinal(HubMessage message) {
		return ((HubMessage.Change) message).event().position().ordinal();
	}

	private record Selecting(String attribute) implements EventEncoder {

		@Override
		public byte[] encode(RealtimeEvent<?> event) {
			return new byte[] { 2 };
		}

	}

}

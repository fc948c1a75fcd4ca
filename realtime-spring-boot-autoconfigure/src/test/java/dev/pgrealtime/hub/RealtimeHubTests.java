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

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventAction;
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
		assertThat(slow.poll()).isInstanceOfSatisfying(HubMessage.Refresh.class,
				(refresh) -> assertThat(refresh.reason()).contains("realtime.sse.buffer-size"));
		assertThat(ordinal(slow.poll())).isEqualTo(5);
		assertThat(slow.poll()).isNull();
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
		HubSubscription other = subscribe();
		publish(1);
		assertThat(ordinal(other.poll())).isEqualTo(1);
		assertThat(this.hub.subscriptionCount()).isEqualTo(1);
	}

	@Test
	void gapIsRefreshForEverybodyAndSupersedesWhatWaits() {
		HubSubscription texts = subscribe();
		HubSubscription numbers = this.hub.subscribe("numbers", this.signals::incrementAndGet);
		publish(1);
		this.hub.publish(new StreamGap("slot lost", Lsn.INVALID, Lsn.INVALID));
		assertThat(texts.poll()).isEqualTo(new HubMessage.Refresh("slot lost"));
		assertThat(texts.poll()).isNull();
		assertThat(numbers.poll()).isEqualTo(new HubMessage.Refresh("slot lost"));
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

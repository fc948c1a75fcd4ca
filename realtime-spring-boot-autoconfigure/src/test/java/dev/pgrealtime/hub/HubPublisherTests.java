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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HubPublisher} and {@link MessageChannel}.
 */
class HubPublisherTests {

	private static final EventEncoder ENCODER = (event) -> new byte[0];

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("orders"), ChannelTenants.NONE,
			BufferLimits.ofMessages(100_000), new HistoryLimits(3, 1000, Duration.ofMinutes(1)), () -> 0);

	private final DirectBackend backend = new DirectBackend();

	private final HubPublisher publisher = new HubPublisher(this.hub, Set.of("chat", "news"), this.backend,
			this::write);

	@BeforeEach
	void start() {
		this.hub.start();
		this.publisher.start();
	}

	@Test
	void tellsSubscribersOfChannelOnly() {
		HubSubscription chat = subscribe(SubscriptionRequest.of("chat"));
		HubSubscription news = subscribe(SubscriptionRequest.of("news"));
		HubSubscription all = subscribe(SubscriptionRequest.ofAllChannels());
		this.publisher.publish("chat", 1);
		assertThat(payload(chat.poll())).isEqualTo("1");
		assertThat(chat.poll()).isNull();
		assertThat(news.poll()).isNull();
		assertThat(all.poll()).isNull();
	}

	@Test
	void messageOfTenantIsToldToNobodyElse() {
		this.hub.keepHistory("chat"::equals, ENCODER);
		HubSubscription nobody = subscribe(SubscriptionRequest.of("chat"));
		HubSubscription one = subscribe(SubscriptionRequest.of("chat").withTenant("one"));
		HubSubscription other = subscribe(SubscriptionRequest.of("chat").withTenant("other"));
		this.publisher.publish("chat", 0);
		this.publisher.publish("chat", "one", 1);
		this.publisher.publish("chat", "other", 2);
		EventPosition first = one.poll().position();
		HubSubscription again = subscribe(SubscriptionRequest.of("chat").withTenant("other").startingAfter(first));
		assertThat(payload(one.poll())).isEqualTo("1");
		assertThat(payload(again.poll())).isEqualTo("2");
		assertThat(List.of(payload(nobody.poll()), payload(other.poll()), payload(other.poll()))).containsExactly("0",
				"0", "2");
		for (HubSubscription subscription : List.of(nobody, one, other, again)) {
			assertThat(subscription.poll()).isNull();
			subscription.close();
		}
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void encodesOnceForSubscribersAndHistory() {
		this.hub.keepHistory("chat"::equals, ENCODER);
		HubSubscription one = subscribe(SubscriptionRequest.of("chat").withEncoder(ENCODER));
		HubSubscription other = subscribe(SubscriptionRequest.of("chat").withEncoder(ENCODER));
		this.publisher.publish("chat", 1);
		HubMessage message = one.poll();
		assertThat(message).isInstanceOfSatisfying(HubMessage.Message.class,
				(sent) -> assertThat(sent.encoded()).asString().isEqualTo("1"));
		assertThat(other.poll()).isSameAs(message);
	}

	@Test
	void goesOnAfterLastMessage() {
		this.hub.keepHistory("chat"::equals, ENCODER);
		HubSubscription first = subscribe(SubscriptionRequest.of("chat"));
		this.publisher.publish("chat", 1);
		this.publisher.publish("chat", 2);
		this.publisher.publish("chat", "tenant", 0);
		HubSubscription again = subscribe(SubscriptionRequest.of("chat").startingAfter(first.poll().position()));
		this.publisher.publish("chat", 3);
		assertThat(payload(again.poll())).isEqualTo("2");
		assertThat(payload(again.poll())).isEqualTo("3");
		assertThat(again.poll()).isNull();
		HubSubscription tooLate = subscribe(SubscriptionRequest.of("chat").startingAfter(first.position()));
		assertThat(tooLate.poll()).isInstanceOf(HubMessage.Refresh.class);
		assertThat(tooLate.poll()).isNull();
	}

	@Test
	void tellsToReloadWhenBackendHasMissedSomething() {
		this.hub.keepHistory("chat"::equals, ENCODER);
		HubSubscription chat = subscribe(SubscriptionRequest.of("chat"));
		HubSubscription orders = subscribe(SubscriptionRequest.of("orders"));
		this.publisher.publish("chat", 1);
		HubMessage last = chat.poll();
		this.publisher.missed("the connection broke");
		assertThat(chat.poll()).isInstanceOfSatisfying(HubMessage.Refresh.class,
				(refresh) -> assertThat(refresh.reason()).isEqualTo("the connection broke"));
		assertThat(orders.poll()).isNull();
		assertThat(subscribe(SubscriptionRequest.of("chat").startingAfter(last.position())).poll())
			.isInstanceOf(HubMessage.Refresh.class);
	}

	@Test
	void gapInStreamOfChangesConcernsNoMessages() {
		HubSubscription chat = subscribe(SubscriptionRequest.of("chat"));
		this.hub.publish(new StreamGap("slot lost", Lsn.INVALID, Lsn.INVALID));
		assertThat(chat.poll()).isNull();
	}

	@Test
	void everySubscriberGetsMessagesOfAllPublishersInOneOrder() {
		HubSubscription one = subscribe(SubscriptionRequest.of("chat"));
		HubSubscription other = subscribe(SubscriptionRequest.of("chat"));
		CompletableFuture.allOf(IntStream.range(0, 4).mapToObj((thread) -> CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 5000; i++) {
				this.publisher.publish("chat", i);
			}
		})).toArray(CompletableFuture<?>[]::new)).join();
		assertThat(drain(one)).hasSize(20_000).isEqualTo(drain(other)).doesNotHaveDuplicates();
	}

	@Test
	void endsSubscriptionsWhenHubStops() {
		HubSubscription chat = subscribe(SubscriptionRequest.of("chat"));
		this.hub.stop();
		assertThat(chat.isComplete()).isTrue();
		this.publisher.publish("chat", 1);
		assertThat(this.hub.subscriptionCount()).isZero();
		assertThat(subscribe(SubscriptionRequest.of("chat")).isComplete()).isTrue();
	}

	@Test
	void closedSubscriptionIsForgotten() {
		HubSubscription chat = subscribe(SubscriptionRequest.of("chat"));
		assertThat(this.hub.subscriptionCount()).isEqualTo(1);
		chat.close();
		chat.close();
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void undeclaredChannelIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.publish("orders", 1))
			.withMessage("There is no channel 'orders' to publish to, there are [chat, news]; "
					+ "declare it by realtime.hub.channels");
	}

	@Test
	void payloadThatCannotBeWrittenIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.publish("chat", -1))
			.withMessage("The java.lang.Integer for channel 'chat' cannot be written as JSON")
			.withRootCauseInstanceOf(IllegalStateException.class);
		assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.publish("chat", null, null));
	}

	@Test
	void startsBackendOnceAndOnlyForChannels() {
		this.publisher.start();
		assertThat(this.backend.starts).isEqualTo(1);
		this.publisher.stop();
		this.publisher.stop();
		assertThat(this.publisher.isRunning()).isFalse();
		DirectBackend unused = new DirectBackend();
		new HubPublisher(this.hub, Set.of(), unused, this::write).start();
		assertThat(unused.starts).isZero();
	}

	private HubSubscription subscribe(SubscriptionRequest request) {
		return this.hub.subscribe(request, () -> {
		});
	}

	private static List<Object> drain(HubSubscription subscription) {
		List<Object> positions = new ArrayList<>();
		HubMessage message = subscription.poll();
		while (message != null) {
			positions.add(message.position());
			message = subscription.poll();
		}
		return positions;
	}

	private String write(Object payload) {
		if (payload.equals(-1)) {
			throw new IllegalStateException("negative");
		}
		return payload.toString();
	}

	private static String payload(HubMessage message) {
		return (message instanceof HubMessage.Message sent) ? sent.envelope().payload() : String.valueOf(message);
	}

	/**
	 * Hands on at once, or nothing while it is stopped.
	 */
	private static final class DirectBackend implements HubBackend {

		private int starts;

		private volatile Receiver receiver;

		@Override
		public void start(Receiver receiver) {
			this.starts++;
			this.receiver = receiver;
		}

		@Override
		public void publish(HubEnvelope envelope) {
			this.receiver.received(envelope);
		}

		@Override
		public void stop() {
		}

	}

}

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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.RowFilter;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Races subscribers that come and go against a publisher that does not wait for them.
 */
@Timeout(300)
class HandOverTests {

	private static final int RACES = 100_000;

	/**
	 * How far the publisher gets ahead of the subscriber, less than the history holds.
	 */
	private static final int LEAD = 300;

	private static final EntityModel<Long> NUMBER = SampleEvents.model(Long.class, "numbers");

	private static final FilterAttribute VALUE = FilterAttribute.of("value", Long.class, (entity) -> entity);

	private static final RowFilter ALL_NUMBERS = new FilterParser((channel, path) -> VALUE, FilterLimits.DEFAULT)
		.parse("numbers", List.of("value=gt.0"));

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("numbers"), ChannelTenants.NONE,
			BufferLimits.ofMessages(1000), new HistoryLimits(1000, Long.MAX_VALUE, Duration.ofDays(1)),
			System::nanoTime);

	private final AtomicLong taken = new AtomicLong();

	private final Random random = new Random(42);

	private volatile boolean finished;

	@Test
	void losesAndRepeatsNothing() {
		this.hub.start();
		this.hub.keepHistory("numbers"::equals, (event) -> new byte[8]);
		CompletableFuture<Void> publisher = CompletableFuture.runAsync(this::publish);
		EventPosition last = null;
		for (int race = 0; race < RACES; race++) {
			last = takeSome((this.random.nextInt(10) > 0) ? last : null);
		}
		this.finished = true;
		publisher.join();
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void leavesNothingBehindWhenHubStopsMeanwhile() {
		this.hub.start();
		this.hub.keepHistory("numbers"::equals, (event) -> new byte[8]);
		this.taken.set(Long.MAX_VALUE);
		List<CompletableFuture<Void>> others = List.of(CompletableFuture.runAsync(this::publish),
				CompletableFuture.runAsync(this::comeAndGo), CompletableFuture.runAsync(this::comeAndGo));
		for (int i = 0; i < 2000; i++) {
			this.hub.stop();
			this.hub.start();
		}
		this.finished = true;
		others.forEach(CompletableFuture::join);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	private void comeAndGo() {
		EventPosition last = null;
		while (!this.finished) {
			SubscriptionRequest request = SubscriptionRequest.of("numbers")
				.withFilter((last != null) ? ALL_NUMBERS : null)
				.startingAfter(last);
			try (HubSubscription subscription = this.hub.subscribe(request, () -> {
			})) {
				HubMessage message = subscription.poll();
				last = (message != null) ? message.position() : null;
			}
		}
	}

	private void publish() {
		for (long number = 1; !this.finished; number++) {
			this.hub.publish(SampleEvents.inserted(NUMBER, number, number));
			while (number - this.taken.get() > LEAD && !this.finished) {
				Thread.yield();
			}
		}
	}

	/**
	 * Subscribe, take a few events one after the other, and leave.
	 * @param after the position to go on after, or {@code null} to begin now
	 * @return the position of the last event
	 */
	private EventPosition takeSome(EventPosition after) {
		SubscriptionRequest request = SubscriptionRequest.of("numbers")
			.withFilter(this.random.nextBoolean() ? ALL_NUMBERS : null)
			.startingAfter(after);
		try (HubSubscription subscription = this.hub.subscribe(request, () -> {
		})) {
			EventPosition last = (after != null) ? after : subscription.position();
			long expected = last.commitLsn().equals(Lsn.INVALID) ? 1 : last.ordinal() + 1;
			this.taken.set(expected - 1);
			for (int count = this.random.nextInt(4); count > 0; count--) {
				last = take(subscription).position();
				assertThat(last.ordinal()).isEqualTo(expected++);
				this.taken.set(last.ordinal());
			}
			return last;
		}
	}

	private static HubMessage take(HubSubscription subscription) {
		HubMessage message = subscription.poll();
		while (message == null) {
			Thread.yield();
			message = subscription.poll();
		}
		assertThat(message).isInstanceOf(HubMessage.Change.class);
		return message;
	}

}

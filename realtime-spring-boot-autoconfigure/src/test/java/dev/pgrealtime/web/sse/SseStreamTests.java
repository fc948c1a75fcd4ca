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

package dev.pgrealtime.web.sse;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.SubscriptionRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link SseStream}.
 */
class SseStreamTests {

	private static final byte[] OPENING = ":\n\n".getBytes(StandardCharsets.UTF_8);

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("orders"), 4);

	private final SsePeer peer = mock();

	private SseStream stream;

	@BeforeEach
	void open() {
		this.hub.start();
		HubSubscription subscription = this.hub.subscribe(SubscriptionRequest.of("orders"), this.peer::signal);
		this.stream = new SseStream(subscription, OPENING, StreamPermit.UNLIMITED, null, this.peer, 2, (closed) -> {
		});
	}

	@Test
	void beatsAreTaken() {
		assertThat(this.stream.poll()).isEqualTo(OPENING);
		for (int i = 0; i < 10; i++) {
			this.stream.beat();
			assertThat(this.stream.poll()).isEqualTo(SseFrames.COMMENT);
			assertThat(this.stream.poll()).isNull();
		}
		then(this.peer).should(times(10)).signal();
		then(this.peer).should(never()).disconnect();
	}

	@Test
	void whoeverIsBusyWithEventsIsAlive() {
		for (int i = 0; i < 10; i++) {
			this.stream.beat();
			this.hub.publish(new StreamGap("lost", Lsn.INVALID, Lsn.INVALID));
			this.stream.poll();
		}
		then(this.peer).should(never()).disconnect();
	}

	@Test
	void whoeverTakesNothingForTooManyBeatsIsDisconnected() {
		this.stream.beat();
		this.stream.beat();
		then(this.peer).should(never()).disconnect();
		this.stream.beat();
		then(this.peer).should().disconnect();
		assertThat(this.stream.isComplete()).isTrue();
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void endsWhenNobodyCanTellWhetherItsClientMayStillHaveIt() {
		StreamPermit permit = new StreamPermit(null, () -> {
			throw new IllegalStateException("The store is away");
		});
		HubSubscription subscription = this.hub.subscribe(SubscriptionRequest.of("orders"), this.peer::signal);
		SseStream unsure = new SseStream(subscription, OPENING, permit, null, this.peer, 2, (closed) -> {
		});
		unsure.beat();
		assertThat(unsure.poll()).isEqualTo(OPENING);
		assertThat(unsure.poll()).isEqualTo(SseFrames.CLOSE);
		assertThat(this.hub.subscriptionCount()).isEqualTo(1);
	}

	@Test
	void aSingleFrameThatIsTakenIsALifeSign() {
		this.stream.beat();
		this.stream.beat();
		this.stream.poll();
		this.stream.beat();
		this.stream.beat();
		then(this.peer).should(never()).disconnect();
		this.stream.beat();
		then(this.peer).should().disconnect();
	}

}

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

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.atIndex;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BufferLimits}, and for what is kept in memory for a subscriber.
 */
class BufferLimitsTests {

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts");

	private static final int LARGE = 1024 * 1024;

	private final List<WeakReference<byte[]>> encoded = new ArrayList<>();

	@Test
	void whoDoesNotReadHoldsNoMoreThanItMayAndIsToldToReloadOnce() {
		RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), ChannelTenants.NONE, new BufferLimits(1000, 8 * LARGE),
				HistoryLimits.NONE, System::nanoTime);
		hub.start();
		HubSubscription subscription = hub.subscribe(SubscriptionRequest.of("texts").withEncoder((event) -> large()),
				() -> {
				});
		for (int i = 1; i <= 97; i++) {
			hub.publish(SampleEvents.inserted(TEXT, "large", i));
		}
		await().untilAsserted(() -> {
			System.gc();
			assertThat(live()).isEqualTo(7);
		});
		assertThat(Stream.generate(subscription::poll).takeWhile(Objects::nonNull))
			.satisfies(
					(first) -> assertThat(first).isInstanceOfSatisfying(HubMessage.Refresh.class,
							(refresh) -> assertThat(refresh.reason()).contains("realtime.sse.buffer-bytes")),
					atIndex(0))
			.extracting((message) -> message.position().ordinal())
			.containsExactly(90L, 91L, 92L, 93L, 94L, 95L, 96L, 97L);
	}

	private byte[] large() {
		byte[] bytes = new byte[LARGE];
		this.encoded.add(new WeakReference<>(bytes));
		return bytes;
	}

	private long live() {
		return this.encoded.stream().filter((bytes) -> bytes.get() != null).count();
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "-1, 1", "1, 0", "1, -1" })
	void limitsArePositive(int messages, long bytes) {
		assertThatIllegalArgumentException().isThrownBy(() -> new BufferLimits(messages, bytes));
	}

}

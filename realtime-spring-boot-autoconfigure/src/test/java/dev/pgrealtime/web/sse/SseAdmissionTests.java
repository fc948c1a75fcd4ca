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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SseAdmission}.
 */
class SseAdmissionTests {

	private final SseAdmission admission = new SseAdmission(new SseLimits(3, 2, Duration.ofSeconds(5)));

	@Test
	void countsStreamsOfEachClient() {
		this.admission.enter("a");
		this.admission.enter("a");
		assertThatExceptionOfType(SseRefusedException.class).isThrownBy(() -> this.admission.enter("a"))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(429));
		this.admission.enter("b");
		assertThatExceptionOfType(SseRefusedException.class).isThrownBy(() -> this.admission.enter("c"))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(503));
	}

	@Test
	void forgetsClientThatLeftHoweverOftenItSaysSo() {
		Runnable leave = this.admission.enter("a");
		this.admission.enter("a");
		leave.run();
		leave.run();
		this.admission.enter("a");
		assertThatExceptionOfType(SseRefusedException.class).isThrownBy(() -> this.admission.enter("a"));
		assertThat(this.admission.clients()).isEqualTo(1);
	}

	@Test
	void neverLetsInMoreThanItMay() {
		AtomicInteger inside = new AtomicInteger();
		List<CompletableFuture<Integer>> clients = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String client = (i % 2 == 0) ? "a" : "b";
			clients.add(CompletableFuture.supplyAsync(() -> enterOften(client, inside)));
		}
		assertThat(clients.stream().map(CompletableFuture::join)).allMatch((most) -> most <= 3);
		assertThat(this.admission.clients()).isZero();
	}

	private int enterOften(String client, AtomicInteger inside) {
		int most = 0;
		for (int i = 0; i < 10_000; i++) {
			try {
				Runnable leave = this.admission.enter(client);
				most = Math.max(most, inside.incrementAndGet());
				inside.decrementAndGet();
				leave.run();
			}
			catch (SseRefusedException ex) {
				Thread.onSpinWait();
			}
		}
		return most;
	}

}

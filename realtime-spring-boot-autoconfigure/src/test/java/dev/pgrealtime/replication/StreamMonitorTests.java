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

package dev.pgrealtime.replication;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.replication.ReplicationStatus.State;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamMonitor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StreamMonitorTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final AtomicLong nanoTime = new AtomicLong();

	private final StreamMonitor monitor = new StreamMonitor("shop", Duration.ofSeconds(10), this.nanoTime::get,
			Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void isStoppedAtFirst() {
		assertThat(this.monitor.status()).isEqualTo(new ReplicationStatus(State.STOPPED, null, null, Lsn.INVALID,
				Lsn.INVALID, Duration.ZERO, Duration.ZERO));
	}

	@Test
	void aProblemIsLoggedOnceHoweverOftenItComesBack(CapturedOutput output) {
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		this.monitor.streaming(new Lsn(1));
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		this.monitor.streaming(new Lsn(1));
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		assertThat(lines(output, "server is away")).isOne();
		assertThat(lines(output, "Streaming from")).isOne();
	}

	@Test
	void everyChangeIsLogged(CapturedOutput output) {
		this.monitor.streaming(new Lsn(1));
		this.monitor.stable();
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		this.monitor.failed(problem("slot is in use"), State.STANDBY);
		this.monitor.streaming(new Lsn(2));
		this.monitor.stable();
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		assertThat(output.toString().lines().map((line) -> line.replaceFirst(".*(\\[shop] )", "$1")))
			.filteredOn((line) -> line.startsWith("[shop]"))
			.filteredOn((line) -> !line.equals("[shop]"))
			.containsExactly("[shop] Streaming from 0/1", "[shop] server is away. Do something.",
					"[shop] slot is in use. Do something.", "[shop] Streaming from 0/2",
					"[shop] server is away. Do something.");
	}

	@Test
	void aProblemIsKeptUntilTheStreamHasProvedItself() {
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		assertThat(this.monitor.status().state()).isEqualTo(State.CONNECTING);
		this.monitor.streaming(new Lsn(1));
		assertThat(this.monitor.status().state()).isEqualTo(State.STREAMING);
		assertThat(this.monitor.status().problem()).isEqualTo("server is away");
		assertThat(this.monitor.status().action()).isEqualTo("Do something.");
		this.monitor.stable();
		assertThat(this.monitor.status().problem()).isNull();
		assertThat(this.monitor.status().action()).isNull();
	}

	@Test
	void aNewStateForgetsTheProblem() {
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		this.monitor.enter(State.STOPPED);
		assertThat(this.monitor.status().problem()).isNull();
	}

	@Test
	void silenceCountsWhileStreamingOnly() {
		this.monitor.streaming(new Lsn(1));
		this.nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
		assertThat(this.monitor.status().silence()).isEqualTo(Duration.ofSeconds(5));
		this.monitor.heard();
		assertThat(this.monitor.status().silence()).isZero();
		this.nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
		this.monitor.enter(State.CONNECTING);
		assertThat(this.monitor.status().silence()).isZero();
	}

	@Test
	void lagInBytesIsWhatWasReceivedAndIsNotConfirmed() {
		this.monitor.received(new Lsn(100));
		assertThat(this.monitor.status().lagBytes()).isZero();
		this.monitor.confirmed(new Lsn(40));
		assertThat(this.monitor.status().lagBytes()).isEqualTo(60);
		this.monitor.received(new Lsn(90));
		assertThat(this.monitor.status().received()).isEqualTo(new Lsn(100));
		this.monitor.confirmed(new Lsn(120));
		assertThat(this.monitor.status().lagBytes()).isZero();
	}

	@Test
	void lagInTimeIsThatOfTheLastTransactionWhileSomethingWaits() {
		this.monitor.received(new Lsn(100));
		this.monitor.delivered(NOW.minusSeconds(3));
		assertThat(this.monitor.status().lag()).isEqualTo(Duration.ofSeconds(3));
		this.monitor.confirmed(new Lsn(99));
		assertThat(this.monitor.status().lag()).isEqualTo(Duration.ofSeconds(3));
		this.monitor.confirmed(new Lsn(100));
		assertThat(this.monitor.status().lag()).isZero();
	}

	@Test
	void lagIsNotNegativeIfTheClockOfTheServerIsAhead() {
		this.monitor.delivered(NOW.plusSeconds(3));
		assertThat(this.monitor.status().lag()).isZero();
	}

	@Test
	void aFailingListenerIsAProblemUntilItRecovers(CapturedOutput output) {
		this.monitor.streaming(new Lsn(1));
		this.monitor.deliveryFailed(new IllegalStateException("mail server is down"), 1, Duration.ofMillis(500));
		this.monitor.deliveryFailed(new IllegalStateException("mail server is down"), 2, Duration.ofMillis(500));
		assertThat(this.monitor.status().problem()).contains("mail server is down");
		assertThat(this.monitor.status().action()).contains("Mend the listener");
		this.monitor.deliveryRecovered(3);
		assertThat(this.monitor.status().problem()).isNull();
		assertThat(lines(output, "[shop] A change could not be handled")).isOne();
		assertThat(lines(output, "[shop] The change was handled at attempt 3")).isOne();
	}

	@Test
	void whatIsWrongWithTheStreamComesBeforeWhatIsWrongWithAListener() {
		this.monitor.deliveryFailed(new IllegalStateException("mail server is down"), 1, Duration.ofMillis(500));
		this.monitor.failed(problem("server is away"), State.CONNECTING);
		assertThat(this.monitor.status().problem()).isEqualTo("server is away");
		this.monitor.streaming(new Lsn(1));
		this.monitor.stable();
		assertThat(this.monitor.status().problem()).contains("mail server is down");
		this.monitor.deliveryAbandoned();
		assertThat(this.monitor.status().problem()).isNull();
	}

	private static ReplicationException problem(String description) {
		return new ReplicationException(description, "Do something.", null);
	}

	private static long lines(CapturedOutput output, String text) {
		return output.toString().lines().filter((line) -> line.contains(text)).count();
	}

}

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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Heartbeat}.
 */
class HeartbeatTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);

	private final Heartbeat heartbeat = new Heartbeat(INTERVAL, this.nanoTime::get, Clock.fixed(NOW, ZoneOffset.UTC));

	private final List<Runnable> whenConfirmed = new ArrayList<>();

	@Test
	void comesBackToTheReader() {
		WalMessage.Data message = message(this.heartbeat.next());
		assertThat(this.heartbeat.last()).isNull();
		pass(Duration.ofMillis(5));
		this.heartbeat.passed(message);
		assertThat(this.heartbeat.last()).isEqualTo(new RoundTrip(Duration.ofMillis(5), NOW));
		pass(Duration.ofMinutes(1));
		this.heartbeat.passed(message);
		assertThat(this.heartbeat.last()).isEqualTo(new RoundTrip(Duration.ofMillis(5), NOW));
		assertThat(this.heartbeat.overdue()).isNull();
	}

	@Test
	void isWaitedForUntilItIsConfirmedAndFollowedByAnotherOnlyThen() {
		WalMessage.Data message = message(this.heartbeat.next());
		this.heartbeat.passed(message);
		pass(Duration.ofMinutes(1));
		assertThat(this.heartbeat.next()).isNull();
		this.heartbeat.dispatched(message, new Listening());
		assertThat(this.heartbeat.waiting()).isEqualTo(Duration.ofMinutes(1));
		this.whenConfirmed.forEach(Runnable::run);
		assertThat(this.heartbeat.waiting()).isZero();
		assertThat(this.heartbeat.next()).isNotNull();
		this.heartbeat.dispatched(message, new Listening());
		assertThat(this.whenConfirmed).hasSize(1);
	}

	@Test
	void isOverdueWhenNothingComesForItsInterval() {
		this.heartbeat.next();
		pass(INTERVAL);
		assertThat(this.heartbeat.overdue()).isNull();
		pass(Duration.ofSeconds(1));
		assertThat(this.heartbeat.overdue()).isEqualTo(Duration.ofSeconds(11));
		this.heartbeat.forget();
		assertThat(this.heartbeat.overdue()).isNull();
		assertThat(this.heartbeat.next()).isNotNull();
	}

	@Test
	void isNotOverdueWhileOtherThingsCome() {
		this.heartbeat.next();
		pass(INTERVAL);
		this.heartbeat.progressed(this.nanoTime.get());
		pass(INTERVAL);
		assertThat(this.heartbeat.overdue()).isNull();
		pass(Duration.ofSeconds(1));
		assertThat(this.heartbeat.overdue()).isEqualTo(Duration.ofSeconds(21));
	}

	@Test
	void isNoOtherMessage() {
		String statement = this.heartbeat.next();
		Heartbeat other = new Heartbeat(INTERVAL, this.nanoTime::get, Clock.systemUTC());
		this.heartbeat.passed(message(other.next()));
		this.heartbeat.passed(message(statement.replace(Heartbeat.PREFIX, "heartbeat.realtime")));
		this.heartbeat.passed(new WalMessage.Data(new Lsn(1), ByteBuffer.wrap(new byte[] { 'M' })));
		assertThat(this.heartbeat.last()).isNull();
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

	/**
	 * Return what the server would send.
	 */
	private static WalMessage.Data message(String statement) {
		String[] parts = statement.split("'");
		byte[] content = parts[3].getBytes(StandardCharsets.UTF_8);
		ByteBuffer message = ByteBuffer.allocate(200).position(20).mark();
		message.put((byte) 'M').put((byte) 1).putLong(4711).put(parts[1].getBytes(StandardCharsets.UTF_8));
		message.put((byte) 0).putInt(content.length).put(content);
		return new WalMessage.Data(new Lsn(4711), message.limit(message.position()).reset());
	}

	private final class Listening implements Unconfirmed {

		@Override
		public Hold hold() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isOurs() {
			return true;
		}

		@Override
		public void whenConfirmed(Runnable action) {
			HeartbeatTests.this.whenConfirmed.add(action);
		}

	}

}

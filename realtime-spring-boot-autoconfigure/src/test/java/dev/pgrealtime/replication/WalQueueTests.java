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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WalQueue}.
 */
class WalQueueTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int CAPACITY = 1000;

	private final WalQueue queue = new WalQueue(CAPACITY);

	private final AtomicReference<Thread> waiting = new AtomicReference<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@Test
	void messagesComeOutInOrder() throws InterruptedException {
		List<WalMessage> messages = List.of(data(1), data(2), new WalMessage.Keepalive(lsn(3), 0, false));
		for (WalMessage message : messages) {
			assertThat(this.queue.offer(message, Duration.ZERO)).isTrue();
		}
		assertThat(this.queue.take(0, false)).isEqualTo(new WalQueue.Batch(0, messages));
	}

	@Test
	void aBatchIsBoundedInNumber() throws InterruptedException {
		WalQueue large = new WalQueue(Long.MAX_VALUE);
		for (int i = 0; i < 300; i++) {
			large.offer(data(1), Duration.ZERO);
		}
		assertThat(large.take(0, false).messages()).hasSize(256);
		assertThat(large.take(0, false).messages()).hasSize(44);
	}

	@Test
	void isBoundedInBytes() throws InterruptedException {
		assertThat(this.queue.offer(data(CAPACITY / 2), Duration.ZERO)).isTrue();
		assertThat(this.queue.offer(data(CAPACITY / 2), Duration.ZERO)).isTrue();
		assertThat(this.queue.offer(data(1), Duration.ZERO)).isFalse();
	}

	@Test
	void whatWasTakenCountsUntilTheNextTake() throws InterruptedException {
		this.queue.offer(data(CAPACITY), Duration.ZERO);
		this.queue.take(0, false);
		assertThat(this.queue.offer(data(CAPACITY / 2), Duration.ZERO)).isFalse();
		this.queue.take(-1, false);
		assertThat(this.queue.offer(data(CAPACITY / 2), Duration.ZERO)).isTrue();
	}

	@Test
	void anOversizedMessagePassesAlone() throws InterruptedException {
		assertThat(this.queue.offer(data(1), Duration.ZERO)).isTrue();
		assertThat(this.queue.offer(data(10 * CAPACITY), Duration.ZERO)).isFalse();
		this.queue.take(0, false);
		this.queue.take(-1, false);
		assertThat(this.queue.offer(data(10 * CAPACITY), Duration.ZERO)).isTrue();
		assertThat(this.queue.offer(data(1), Duration.ZERO)).isFalse();
	}

	@Test
	void aGapNeedsNoRoom() throws InterruptedException {
		this.queue.offer(data(10 * CAPACITY), Duration.ZERO);
		this.queue.take(0, false);
		WalMessage gap = new WalMessage.Gap(new StreamGap("lost", Lsn.INVALID, lsn(1)));
		this.queue.clear();
		assertThat(this.queue.offer(gap, Duration.ZERO)).isTrue();
		assertThat(this.queue.take(0, false).messages()).containsExactly(gap);
	}

	@Test
	void offerWaitsForRoom() throws Exception {
		this.queue.offer(data(CAPACITY), Duration.ZERO);
		Future<Boolean> offered = inBackground(() -> this.queue.offer(data(CAPACITY), LONG));
		this.queue.take(0, false);
		assertThat(offered.isDone()).isFalse();
		assertThat(this.queue.take(-1, false).messages()).isEmpty();
		assertThat(offered.get()).isTrue();
	}

	@Test
	void offerWaitsNoLongerThanItsTimeout() throws InterruptedException {
		this.queue.offer(data(CAPACITY), Duration.ZERO);
		assertThat(this.queue.offer(data(1), Duration.ofMillis(5))).isFalse();
	}

	@Test
	void takeWaitsForAMessage() throws Exception {
		Future<WalQueue.Batch> taken = inBackground(() -> this.queue.take(0, false));
		this.queue.offer(data(1), Duration.ZERO);
		assertThat(taken.get().messages()).hasSize(1);
	}

	@Test
	void takeReturnsAtOnceIfTheGenerationIsAnother() throws InterruptedException {
		assertThat(this.queue.take(-1, false)).isEqualTo(new WalQueue.Batch(0, List.of()));
	}

	@Test
	void clearWakesWhoeverTakes() throws Exception {
		Future<WalQueue.Batch> taken = inBackground(() -> this.queue.take(0, true));
		this.queue.clear();
		assertThat(taken.get()).isEqualTo(new WalQueue.Batch(1, List.of()));
	}

	@Test
	void clearWakesWhoeverOffers() throws Exception {
		this.queue.offer(data(CAPACITY), Duration.ZERO);
		Future<Boolean> offered = inBackground(() -> this.queue.offer(data(1), LONG));
		this.queue.clear();
		assertThat(offered.get()).isTrue();
	}

	@Test
	void clearThrowsAwayWhatBelongsToTheGeneration() throws InterruptedException {
		this.queue.offer(data(CAPACITY), Duration.ZERO);
		this.queue.confirm(0, lsn(5));
		this.queue.fail(0, new IllegalStateException());
		this.queue.clear();
		assertThat(this.queue.generation()).isOne();
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		assertThat(this.queue.failure()).isNull();
		assertThat(this.queue.take(0, false)).isEqualTo(new WalQueue.Batch(1, List.of()));
	}

	@Test
	void confirmOnlyAdvances() {
		this.queue.confirm(0, lsn(5));
		this.queue.confirm(0, lsn(3));
		assertThat(this.queue.confirmed()).isEqualTo(lsn(5));
		this.queue.confirm(0, lsn(-1));
		assertThat(this.queue.confirmed()).isEqualTo(lsn(-1));
	}

	@Test
	void whatIsSaidOfAnEarlierGenerationGoesUnheard() throws InterruptedException {
		this.queue.clear();
		this.queue.confirm(0, lsn(5));
		this.queue.fail(0, new IllegalStateException());
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		assertThat(this.queue.failure()).isNull();
		assertThat(this.queue.pause(0, LONG)).isFalse();
	}

	@Test
	void failureIsToldToTheReader() {
		IllegalStateException cause = new IllegalStateException();
		this.queue.fail(0, cause);
		assertThat(this.queue.failure()).isSameAs(cause);
	}

	@Test
	void pauseEndsWithTheDelay() throws InterruptedException {
		assertThat(this.queue.pause(0, Duration.ofMillis(1))).isTrue();
	}

	@Test
	void pauseIsNotCutShortByAMessage() throws Exception {
		Future<Boolean> paused = inBackground(() -> this.queue.pause(0, LONG));
		this.queue.offer(data(1), Duration.ZERO);
		await().until(() -> this.waiting.get().getState() == Thread.State.TIMED_WAITING);
		assertThat(paused.isDone()).isFalse();
	}

	@Test
	void pauseEndsWithItsGeneration() throws Exception {
		Future<Boolean> paused = inBackground(() -> this.queue.pause(0, LONG));
		this.queue.clear();
		assertThat(paused.get()).isFalse();
	}

	@Test
	void pauseEndsWithAStop() throws Exception {
		Future<Boolean> paused = inBackground(() -> this.queue.pause(0, LONG));
		this.queue.stop();
		assertThat(paused.get()).isFalse();
	}

	@Test
	void stopWakesWhoeverTakesBetweenTransactions() throws Exception {
		Future<WalQueue.Batch> taken = inBackground(() -> this.queue.take(0, false));
		this.queue.stop();
		assertThat(taken.get().messages()).isEmpty();
	}

	@Test
	void stopLetsWhoeverTakesInsideATransactionWaitOn() throws Exception {
		Future<WalQueue.Batch> taken = inBackground(() -> this.queue.take(0, true));
		this.queue.stop();
		this.queue.offer(data(1), Duration.ZERO);
		assertThat(taken.get().messages()).hasSize(1);
	}

	@Test
	void anInterruptEndsAWaitAndLosesNothing() throws Exception {
		Future<WalQueue.Batch> taken = inBackground(() -> this.queue.take(0, false));
		this.waiting.get().interrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(taken::get)
			.withCauseInstanceOf(InterruptedException.class);
		this.queue.offer(data(1), Duration.ZERO);
		assertThat(this.queue.take(0, false).messages()).hasSize(1);
	}

	@Test
	void nothingIsLostOrReorderedBetweenTwoThreads() throws Exception {
		int count = 50_000;
		AtomicLong highWater = new AtomicLong();
		Future<List<Lsn>> taken = this.executor.submit(() -> {
			List<Lsn> seen = new ArrayList<>(count);
			while (seen.size() < count) {
				List<WalMessage> batch = this.queue.take(0, false).messages();
				highWater.accumulateAndGet(batch.stream().mapToLong(WalMessage::size).sum(), Math::max);
				batch.forEach((message) -> seen.add(((WalMessage.Data) message).walEnd()));
			}
			return seen;
		});
		List<Lsn> offered = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			offered.add(lsn(i));
			assertThat(this.queue.offer(new WalMessage.Data(lsn(i), ByteBuffer.allocate(i % 50)), LONG)).isTrue();
		}
		assertThat(taken.get()).isEqualTo(offered);
		assertThat(highWater).hasValueLessThanOrEqualTo(CAPACITY);
	}

	private <T> Future<T> inBackground(Callable<T> action) {
		Future<T> result = this.executor.submit(() -> {
			this.waiting.set(Thread.currentThread());
			return action.call();
		});
		await().until(() -> {
			Thread thread = this.waiting.get();
			return thread != null
					&& (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
		});
		return result;
	}

	private static Lsn lsn(long value) {
		return new Lsn(value);
	}

	private static WalMessage data(int size) {
		int overhead = new WalMessage.Data(Lsn.INVALID, ByteBuffer.allocate(0)).size();
		return new WalMessage.Data(Lsn.INVALID, ByteBuffer.allocate(Math.max(0, size - overhead)));
	}

}

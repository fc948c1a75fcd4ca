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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Commit;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;
import dev.pgrealtime.pgoutput.Truncate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WalDispatcher}.
 */
@Timeout(30)
class WalDispatcherTests {

	private final WalQueue queue = new WalQueue(Long.MAX_VALUE);

	private final StreamMonitor monitor = new StreamMonitor("test", Duration.ZERO, System::nanoTime, Clock.systemUTC());

	private final RecordingHandler handler = new RecordingHandler();

	private final AtomicLong nanoTime = new AtomicLong();

	private final Lease lease = new Lease(Duration.ofSeconds(4), this.nanoTime::get);

	private final WalDispatcher dispatcher = new WalDispatcher(this.queue, this.handler,
			new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), this.monitor, this.lease);

	private final Thread thread = new Thread(this.dispatcher);

	@AfterEach
	void stop() throws InterruptedException {
		this.handler.holds.forEach(Unconfirmed.Hold::abandon);
		this.handler.behaviour = (message) -> {
		};
		this.queue.clear();
		this.dispatcher.stop();
		this.thread.join();
	}

	@Test
	void tellsTheHandlerOfEveryConnection() throws InterruptedException {
		this.thread.start();
		await().until(() -> this.handler.told.equals(List.of("connected")));
		this.queue.clear();
		await().until(() -> this.handler.told.equals(List.of("connected", "connected")));
		offer(begin(10), commit(10, 20));
		awaitTold("connected", "connected", "begin 0/A", "commit 0/14");
	}

	@Test
	void confirmsTheEndOfATransactionOnceTheHandlerHasReturned() throws InterruptedException {
		List<Lsn> confirmedInside = new ArrayList<>();
		this.handler.behaviour = (message) -> confirmedInside.add(this.queue.confirmed());
		this.thread.start();
		offer(begin(10), commit(10, 20), begin(30), commit(30, 40));
		awaitConfirmed(40);
		assertThat(confirmedInside).containsExactly(Lsn.INVALID, Lsn.INVALID, new Lsn(20), new Lsn(20));
	}

	@Test
	void whoeverWasFrozenTellsNothingUntilTheStreamIsKnownToBeOurs() throws InterruptedException {
		this.handler.behaviour = (message) -> this.nanoTime.set(Duration.ofSeconds(10).toNanos());
		this.lease.begin(0, 0);
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.thread.getState() == Thread.State.WAITING);
		assertThat(this.handler.told).containsExactly("connected", "begin 0/A");
		this.handler.behaviour = (message) -> {
		};
		this.lease.sent(this.nanoTime.get());
		this.lease.seen(0, this.nanoTime.get());
		awaitTold("connected", "begin 0/A", "commit 0/14");
	}

	@Test
	void whoeverWasFrozenTellsNothingWhenTheStreamIsOver() throws InterruptedException {
		this.handler.behaviour = (message) -> this.nanoTime.set(Duration.ofSeconds(10).toNanos());
		this.lease.begin(0, 0);
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.thread.getState() == Thread.State.WAITING);
		this.lease.end();
		this.queue.clear();
		awaitTold("connected", "begin 0/A", "connected");
	}

	@Test
	void tellsTheHandlerWhenAStreamBeginsAndEnds() throws InterruptedException {
		this.thread.start();
		offer(new WalMessage.Started(new Lsn(5)), begin(10));
		awaitTold("connected", "streaming from 0/5", "begin 0/A");
		this.queue.clear();
		awaitTold("connected", "streaming from 0/5", "begin 0/A", "stream ended", "connected");
		this.queue.clear();
		offer(new WalMessage.Started(new Lsn(6)));
		awaitTold("connected", "streaming from 0/5", "begin 0/A", "stream ended", "connected", "connected",
				"streaming from 0/6");
		this.dispatcher.stop();
		this.thread.join();
		assertThat(this.handler.told).endsWith("streaming from 0/6", "stream ended");
	}

	@Test
	void stopDoesNotWaitForALease() throws InterruptedException {
		this.handler.behaviour = (message) -> this.nanoTime.set(Duration.ofSeconds(10).toNanos());
		this.lease.begin(0, 0);
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.thread.getState() == Thread.State.WAITING);
		this.dispatcher.stop();
		this.thread.join();
		assertThat(this.handler.told).containsExactly("connected", "begin 0/A");
	}

	@Test
	void handlerThatFindsTheStreamLostIsToldNothingMore() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			throw new StreamLostException();
		};
		this.thread.start();
		offer(begin(10), commit(10, 20));
		awaitTold("connected", "begin 0/A");
		assertThat(this.monitor.status().problem()).isNull();
		this.handler.behaviour = (message) -> {
		};
		this.queue.clear();
		awaitTold("connected", "begin 0/A", "connected");
	}

	@Test
	void keepaliveBetweenTransactionsConfirms() throws InterruptedException {
		this.thread.start();
		offer(keepalive(50));
		awaitConfirmed(50);
		offer(begin(60), commit(60, 70), keepalive(80));
		awaitConfirmed(80);
	}

	@Test
	void keepaliveInsideATransactionConfirmsNothing() throws InterruptedException {
		this.thread.start();
		offer(begin(10), keepalive(50), truncate());
		awaitTold("connected", "begin 0/A", "Truncate");
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		offer(commit(10, 20));
		awaitConfirmed(20);
	}

	@Test
	void malformedMessageFailsTheGenerationAndNothingAfterItIsDelivered() throws InterruptedException {
		this.thread.start();
		offer(begin(10), data(new byte[] { 'I', 1, 2 }), commit(10, 20), keepalive(50));
		await().until(() -> this.queue.failure() != null);
		assertThat(this.queue.failure()).isInstanceOf(PgOutputProtocolException.class);
		offer(begin(30), commit(30, 40));
		await().until(() -> this.thread.getState() == Thread.State.WAITING);
		assertThat(this.handler.told).containsExactly("connected", "begin 0/A");
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		this.queue.clear();
		offer(begin(10), commit(10, 20));
		awaitConfirmed(20);
		assertThat(this.handler.told).containsExactly("connected", "begin 0/A", "connected", "begin 0/A",
				"commit 0/14");
	}

	@Test
	void handlerThatCannotMakeSenseOfAMessageFailsTheGeneration() throws InterruptedException {
		PgOutputProtocolException failure = new PgOutputProtocolException("Truncate", 0, "unknown relation");
		this.handler.behaviour = (message) -> {
			throw failure;
		};
		this.thread.start();
		offer(begin(10));
		await().until(() -> this.queue.failure() == failure);
		assertThat(this.monitor.status().problem()).isNull();
	}

	@Test
	void handlerThatThrowsIsToldAgainUntilItReturns() throws InterruptedException {
		List<Lsn> confirmedInside = new ArrayList<>();
		this.handler.behaviour = (message) -> {
			confirmedInside.add(this.queue.confirmed());
			if (message instanceof Commit && confirmedInside.size() < 5) {
				throw new AssertionError("down");
			}
		};
		this.thread.start();
		offer(begin(10), commit(10, 20));
		awaitConfirmed(20);
		assertThat(this.handler.told).containsExactly("connected", "begin 0/A", "commit 0/14", "commit 0/14",
				"commit 0/14", "commit 0/14");
		assertThat(confirmedInside).containsOnly(Lsn.INVALID);
		assertThat(this.monitor.status().problem()).isNull();
	}

	@Test
	void handlerThatGoesOnThrowingIsAProblemAndConfirmsNothing() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			throw new IllegalStateException("down");
		};
		this.thread.start();
		offer(keepalive(5), begin(10), commit(10, 20), keepalive(30));
		await().until(() -> this.handler.told.size() > 5);
		assertThat(this.monitor.status().problem()).contains("down");
		assertThat(this.queue.confirmed()).isEqualTo(new Lsn(5));
		assertThat(this.handler.told).doesNotContain("commit 0/14");
	}

	@Test
	void handlerThatThrowsIsLeftAloneWhenTheConnectionHasGone() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			throw new IllegalStateException("down");
		};
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.handler.told.size() > 2);
		this.handler.behaviour = (message) -> {
		};
		this.queue.clear();
		offer(begin(10), commit(10, 20));
		awaitConfirmed(20);
		assertThat(this.handler.told).endsWith("connected", "begin 0/A", "commit 0/14");
		assertThat(this.monitor.status().problem()).isNull();
	}

	@Test
	void handlerThatWithholdsAChangeIsToldTheNextAndNothingIsConfirmed() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			if (message instanceof Truncate) {
				throw new ChangeWithheldException("held back", "Mend it.", new IllegalStateException("down"));
			}
		};
		this.thread.start();
		offer(begin(10), commit(10, 20), begin(30), truncate(), commit(30, 40), keepalive(50), begin(60),
				commit(60, 70), keepalive(80));
		awaitTold("connected", "begin 0/A", "commit 0/14", "begin 0/1E", "Truncate", "commit 0/28", "begin 0/3C",
				"commit 0/46");
		offer(begin(90));
		await().until(() -> this.handler.told.contains("begin 0/5A"));
		assertThat(this.queue.confirmed()).isEqualTo(new Lsn(20));
		assertThat(this.monitor.status().problem()).isEqualTo("held back");
		assertThat(this.monitor.status().action()).isEqualTo("Mend it.");
	}

	@Test
	void whatWasWithheldIsToldAgainOnTheNextConnection() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			if (message instanceof Truncate) {
				throw new ChangeWithheldException("held back", "Mend it.", new IllegalStateException("down"));
			}
		};
		this.thread.start();
		offer(begin(30), truncate(), commit(30, 40));
		awaitTold("connected", "begin 0/1E", "Truncate", "commit 0/28");
		this.handler.behaviour = (message) -> {
		};
		this.queue.clear();
		offer(begin(30), truncate(), commit(30, 40));
		awaitConfirmed(40);
		assertThat(this.monitor.status().problem()).isNull();
	}

	@Test
	void whatWasTakenOfAnEarlierGenerationIsNotDelivered() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			if (message instanceof Begin begin && begin.commitLsn().equals(new Lsn(10))) {
				this.queue.clear();
			}
		};
		offer(begin(10), commit(10, 20), begin(30), commit(30, 40));
		this.thread.start();
		await().until(() -> this.thread.getState() == Thread.State.WAITING && this.queue.generation() == 1);
		awaitTold("connected", "begin 0/A", "connected");
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
	}

	@Test
	void stopBetweenTransactionsEndsAtOnce() throws InterruptedException {
		this.thread.start();
		offer(begin(10), commit(10, 20));
		awaitConfirmed(20);
		this.dispatcher.stop();
		this.thread.join();
	}

	@Test
	void stopInsideATransactionWaitsForItsCommit() throws InterruptedException {
		this.thread.start();
		offer(begin(10));
		awaitTold("connected", "begin 0/A");
		this.dispatcher.stop();
		await().until(() -> this.thread.getState() == Thread.State.WAITING);
		offer(truncate(), commit(10, 20), begin(30), commit(30, 40));
		this.thread.join();
		assertThat(this.handler.told).containsExactly("connected", "begin 0/A", "Truncate", "commit 0/14");
		assertThat(this.queue.confirmed()).isEqualTo(new Lsn(20));
	}

	@Test
	void stopInsideATransactionEndsWhenTheConnectionHasGone() throws InterruptedException {
		this.thread.start();
		offer(begin(10));
		awaitTold("connected", "begin 0/A");
		this.dispatcher.stop();
		this.queue.clear();
		this.thread.join();
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
	}

	@Test
	void stopWhileTheHandlerThrowsGivesUp() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			throw new IllegalStateException("down");
		};
		this.thread.start();
		offer(begin(10), commit(10, 20), keepalive(30));
		await().until(() -> this.handler.told.size() > 3);
		this.dispatcher.stop();
		this.thread.join();
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
	}

	@Test
	void interruptFlagOfAListenerIsForgotten() throws InterruptedException {
		this.handler.behaviour = (message) -> Thread.currentThread().interrupt();
		this.thread.start();
		offer(begin(10), commit(10, 20));
		awaitConfirmed(20);
		offer(begin(30), commit(30, 40));
		awaitConfirmed(40);
		assertThat(this.handler.told).hasSize(5);
	}

	@Test
	void interruptFlagOfAListenerThatThrowsIsForgotten() throws InterruptedException {
		this.handler.behaviour = (message) -> {
			Thread.currentThread().interrupt();
			if (this.handler.told.size() < 5) {
				throw new IllegalStateException("down");
			}
		};
		this.thread.start();
		offer(begin(10), commit(10, 20));
		awaitConfirmed(20);
	}

	@Test
	void keepaliveConfirmsNothingWhileSomebodyHoldsWhatCameBefore() throws InterruptedException {
		this.handler.holding = true;
		this.thread.start();
		offer(begin(10), commit(10, 20), keepalive(30));
		await().until(() -> this.handler.holds.size() == 2 && this.thread.getState() == Thread.State.WAITING);
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		this.handler.holds.get(0).release();
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		this.handler.holds.get(1).release();
		assertThat(this.queue.confirmed()).isEqualTo(new Lsn(30));
	}

	@Test
	void whatWasHeldOfAnEarlierGenerationConfirmsNothing() throws InterruptedException {
		this.handler.holding = true;
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.handler.holds.size() == 2);
		this.queue.clear();
		offer(begin(10));
		await().until(() -> this.handler.holds.size() == 3);
		this.handler.holds.get(0).release();
		this.handler.holds.get(1).release();
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
		this.handler.holding = false;
		offer(commit(10, 20));
		this.handler.holds.get(2).release();
		awaitConfirmed(20);
	}

	@Test
	void stopWaitsForWhoeverHoldsSomething() throws InterruptedException {
		this.handler.holding = true;
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.handler.holds.size() == 2);
		this.dispatcher.stop();
		await().until(() -> this.thread.getState() == Thread.State.WAITING);
		this.handler.holds.get(0).release();
		assertThat(this.thread.isAlive()).isTrue();
		this.handler.holds.get(1).release();
		this.thread.join();
		assertThat(this.queue.confirmed()).isEqualTo(new Lsn(20));
	}

	@Test
	void stopDoesNotWaitForWhatIsAbandoned() throws InterruptedException {
		this.handler.holding = true;
		this.thread.start();
		offer(begin(10), commit(10, 20));
		await().until(() -> this.handler.holds.size() == 2);
		this.dispatcher.stop();
		this.handler.holds.forEach(Unconfirmed.Hold::abandon);
		this.thread.join();
		assertThat(this.queue.confirmed()).isEqualTo(Lsn.INVALID);
	}

	@Test
	void gapIsToldUntilTheHandlerReturnsAndConfirmedThen() throws InterruptedException {
		this.handler.gapFailures = 3;
		this.thread.start();
		offer(new WalMessage.Gap(new StreamGap("lost", new Lsn(1), new Lsn(5))));
		awaitConfirmed(5);
		assertThat(this.handler.told).containsExactly("connected", "gap", "gap", "gap", "gap");
	}

	private void offer(WalMessage... messages) throws InterruptedException {
		for (WalMessage message : messages) {
			assertThat(this.queue.offer(message, Duration.ZERO)).isTrue();
		}
	}

	private void awaitConfirmed(long lsn) {
		await().until(() -> this.queue.confirmed().equals(new Lsn(lsn)));
	}

	private void awaitTold(String... told) {
		await().until(() -> this.handler.told.equals(List.of(told)));
	}

	private static WalMessage keepalive(long walEnd) {
		return new WalMessage.Keepalive(new Lsn(walEnd), 0, false);
	}

	private static WalMessage begin(long commitLsn) {
		return data(ByteBuffer.allocate(21).put((byte) 'B').putLong(commitLsn).putLong(0).putInt(1).array());
	}

	private static WalMessage truncate() {
		return data(ByteBuffer.allocate(10).put((byte) 'T').putInt(1).put((byte) 0).putInt(1).array());
	}

	private static WalMessage commit(long commitLsn, long endLsn) {
		return data(ByteBuffer.allocate(26)
			.put((byte) 'C')
			.put((byte) 0)
			.putLong(commitLsn)
			.putLong(endLsn)
			.putLong(0)
			.array());
	}

	private static WalMessage data(byte[] payload) {
		return new WalMessage.Data(Lsn.INVALID, ByteBuffer.wrap(payload));
	}

	/**
	 * Keeps what it is told, and does what the test wants.
	 */
	private static final class RecordingHandler implements WalHandler {

		private final List<String> told = new CopyOnWriteArrayList<>();

		private volatile Behaviour behaviour = (message) -> {
		};

		private final List<Unconfirmed.Hold> holds = new CopyOnWriteArrayList<>();

		private volatile boolean holding;

		private volatile int gapFailures;

		@Override
		public void connected() {
			this.told.add("connected");
		}

		@Override
		public void handle(WalRecord record) {
			PgOutputMessage message = record.message();
			this.told.add(describe(message));
			if (this.holding) {
				this.holds.add(record.unconfirmed().hold());
			}
			this.behaviour.handle(message);
		}

		@Override
		public void streaming(Lsn from) {
			this.told.add("streaming from " + from);
		}

		@Override
		public void streamEnded() {
			this.told.add("stream ended");
		}

		@Override
		public void gap(StreamGap gap) {
			this.told.add("gap");
			if (this.gapFailures > 0) {
				this.gapFailures = this.gapFailures - 1;
				throw new IllegalStateException("down");
			}
		}

		private static String describe(PgOutputMessage message) {
			if (message instanceof Begin begin) {
				return "begin " + begin.commitLsn();
			}
			return (message instanceof Commit commit) ? "commit " + commit.endLsn()
					: message.getClass().getSimpleName();
		}

		@FunctionalInterface
		private interface Behaviour {

			void handle(PgOutputMessage message);

		}

	}

}

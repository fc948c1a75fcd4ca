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

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lease}. Times are in milliseconds, the server's clock is ahead of ours
 * by a million of them, and a message takes one to arrive unless said otherwise.
 */
@Timeout(30)
class LeaseTests {

	private static final long SERVER_CLOCK = 1_000_000;

	private static final long STREAM = 1;

	/** How long after a status update the lease goes, which is less than 4000. */
	private static final long HELD = 3600;

	private volatile long now = 1000;

	private final Lease lease = new Lease(Duration.ofSeconds(4), () -> TimeUnit.MILLISECONDS.toNanos(this.now));

	@Test
	void holdsWhileThereIsNoStreamToLose() {
		assertThat(this.lease.await(0)).isTrue();
		assertThat(this.lease.isDue(0)).isFalse();
	}

	@Test
	void holdsForLessThanTheServerWaitsForUs() {
		begin(1000);
		assertHeldUntil(1000 + HELD);
	}

	@Test
	void isRenewedFromWhenTheStatusUpdateWasSentNotFromWhenTheAnswerArrived() {
		begin(1000);
		keepalive(1000, 1001);
		send(2000);
		keepalive(2001, 2900);
		assertHeldUntil(2000 + HELD);
	}

	@Test
	void isRenewedByTheAnswerToAnEarlierStatusUpdate() {
		begin(1000);
		keepalive(1000, 1001);
		send(2000);
		send(3000);
		keepalive(2500, 3500);
		assertHeldUntil(2000 + HELD);
	}

	@Test
	void isNotRenewedByWhatWasSentBeforeTheStatusUpdate() {
		begin(1000);
		keepalive(1000, 1001);
		send(2000);
		keepalive(1990, 2100);
		assertHeldUntil(1000 + HELD);
	}

	@Test
	void isNotRenewedByWhatHasWaitedWhileWeWereFrozen() {
		begin(1000);
		keepalive(1000, 1001);
		send(2000);
		keepalive(2001, 2002);
		send(12_000);
		keepalive(4000, 12_001);
		keepalive(5900, 12_002);
		assertThat(isHeld()).isFalse();
		keepalive(12_001, 12_003);
		assertHeldUntil(12_000 + HELD);
	}

	@Test
	void isNotRenewedByTheFirstMessageBecauseItsAgeIsUnknown() {
		begin(1000);
		send(2000);
		keepalive(1000, 2001);
		assertHeldUntil(1000 + HELD);
	}

	@Test
	void isNotRenewedByAServerThatAsksWhereWeAre() {
		begin(1000);
		keepalive(1000, 1001);
		send(2000);
		this.now = 3002;
		hear(3001, true);
		assertHeldUntil(1000 + HELD);
		keepalive(5000, 5001);
		assertHeldUntil(2000 + HELD);
	}

	@Test
	void aLookAtTheSlotRenewsItWhereTheStreamCannot() {
		begin(1000);
		send(2000);
		this.now = 2500;
		this.lease.seen(STREAM, nanos(2500));
		assertHeldUntil(2000 + HELD);
		this.lease.seen(STREAM, nanos(50_000));
		assertThat(isHeld()).isFalse();
	}

	@Test
	void aLookBeforeTheStatusUpdateOrAtAnotherStreamDoesNotRenewIt() {
		begin(1000);
		send(2000);
		this.lease.seen(STREAM, nanos(1999));
		this.lease.seen(STREAM - 1, nanos(2500));
		assertHeldUntil(1000 + HELD);
	}

	@Test
	void toleratesClocksThatDriftApart() {
		begin(1000);
		for (int i = 1; i < 100; i++) {
			send(1000 + i * 1000);
			// Ours runs ahead by 0.05 %
			this.now += 1 + i / 2;
			hear(this.now - 1 - i / 2, false);
			assertThat(isHeld()).isTrue();
		}
	}

	@Test
	void isDueBeforeItLapsesAndLostLongAfterIt() {
		begin(1000);
		this.now = 2600;
		assertThat(this.lease.isDue(STREAM)).isFalse();
		this.now = 2601;
		assertThat(this.lease.isDue(STREAM)).isTrue();
		assertThat(this.lease.isDue(STREAM - 1)).isFalse();
		this.now = 1000 + HELD + 4000;
		assertThat(this.lease.isLost()).isFalse();
		this.now++;
		assertThat(this.lease.isLost()).isTrue();
		this.lease.end();
		assertThat(this.lease.isDue(STREAM)).isFalse();
	}

	@Test
	void whoeverWaitsGoesOnWhenItIsRenewed() throws Exception {
		begin(1000);
		FutureTask<Boolean> waiting = await(10_000);
		send(10_000);
		this.lease.seen(STREAM, nanos(10_000));
		assertThat(waiting.get()).isTrue();
	}

	@Test
	void whoeverWaitsIsToldThatTheStreamIsOver() throws Exception {
		begin(1000);
		FutureTask<Boolean> waiting = await(10_000);
		this.lease.end();
		assertThat(waiting.get()).isFalse();
		assertThat(this.lease.await(STREAM + 1)).isTrue();
		this.lease.begin(STREAM + 1, nanos(10_000));
		assertThat(this.lease.await(STREAM)).isFalse();
		assertThat(this.lease.await(STREAM + 1)).isTrue();
	}

	@Test
	void whatWillNotBeSentAgainMayBeToldAfterTheEnd() throws Exception {
		begin(1000);
		FutureTask<Boolean> waiting = await(10_000);
		this.lease.waive();
		assertThat(waiting.get()).isTrue();
	}

	@Test
	void nobodyWaitsOnceItIsStopped() throws Exception {
		begin(1000);
		FutureTask<Boolean> waiting = await(10_000);
		this.lease.stop();
		assertThat(waiting.get()).isFalse();
		assertThat(this.lease.await(STREAM)).isFalse();
	}

	private void begin(long at) {
		this.now = at;
		this.lease.begin(STREAM, nanos(at));
	}

	private void send(long at) {
		this.now = at;
		this.lease.sent(nanos(at));
	}

	/**
	 * Let a keepalive arrive.
	 * @param sent when it was sent, by our clock
	 * @param received when it arrived
	 */
	private void keepalive(long sent, long received) {
		this.now = received;
		hear(sent, false);
	}

	private void hear(long sent, boolean replyRequested) {
		this.lease.heard(new WalMessage.Keepalive(Lsn.INVALID, TimeUnit.MILLISECONDS.toMicros(sent + SERVER_CLOCK),
				replyRequested));
	}

	private void assertHeldUntil(long end) {
		this.now = end - 1;
		assertThat(isHeld()).isTrue();
		this.now = end;
		assertThat(isHeld()).isFalse();
	}

	private boolean isHeld() {
		FutureTask<Boolean> asking = new FutureTask<>(() -> this.lease.await(STREAM));
		Thread thread = new Thread(asking);
		thread.setDaemon(true);
		thread.start();
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> asking.isDone() || thread.getState() == Thread.State.WAITING);
		return asking.isDone();
	}

	private FutureTask<Boolean> await(long now) {
		this.now = now;
		FutureTask<Boolean> waiting = new FutureTask<>(() -> this.lease.await(STREAM));
		Thread thread = new Thread(waiting);
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		return waiting;
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}

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

package dev.pgrealtime.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.delivery.TestDelivery.Item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What happens to an event that a listener cannot handle.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerRetryTests {

	private TestDelivery delivery = new TestDelivery(Failing.class, Other.class);

	@AfterEach
	void close() {
		this.delivery.close();
	}

	private void restart(ExhaustionPolicy onExhausted) {
		this.delivery.close();
		this.delivery = new TestDelivery(TestDelivery.settings(onExhausted, 3, 1000, 1000), Failing.class, Other.class);
	}

	@Test
	void isTriedAgainWithGrowingDelaysWhileOthersGoOn(CapturedOutput output) {
		RealtimeEvent<?> event = this.delivery.insert(1L);
		long end = this.delivery.commit();
		fail(event);
		awaitPending();
		assertThat(this.delivery.delivery().listeners()).extracting(ListenerStatus::state)
			.containsExactly(ListenerStatus.State.RETRYING, ListenerStatus.State.RUNNING);
		assertThat(this.delivery.delivery().listeners().get(0).problem())
			.isEqualTo("INSERT of Item at 0/A:1 could not be handled: java.lang.IllegalStateException: failing");
		this.delivery.clock().pass();
		fail(event);
		awaitPending();
		assertThat(this.delivery.clock().delays().get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
		assertThat(this.delivery.clock().delays().get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
		assertThat(this.delivery.confirmed()).isZero();
		this.delivery.clock().pass();
		succeed(event);
		await().until(() -> this.delivery.confirmed() == end);
		assertThat(others()).containsExactly(event);
		assertThat(this.delivery.delivery().listeners()).allSatisfy((status) -> assertThat(status)
			.isEqualTo(new ListenerStatus(status.listenerId(), ListenerStatus.State.RUNNING, 0, null)));
		assertThat(this.delivery.observed()).containsExactlyInAnyOrder("failing false", "failing false", "failing true",
				"other true");
		assertThat(output).containsOnlyOnce("[failing] INSERT of Item at 0/A:1 could not be handled and is tried again")
			.containsOnlyOnce("[failing] The listener goes on");
	}

	@Test
	void onlyItsKeyWaits() {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		RealtimeEvent<?> sameKey = this.delivery.insert(1L);
		RealtimeEvent<?> otherKey = this.delivery.insert(2L);
		fail(first);
		awaitPending();
		succeed(otherKey);
		assertThat(calls().begun()).containsExactlyInAnyOrder(first, otherKey);
		this.delivery.clock().pass();
		succeed(first);
		succeed(sameKey);
	}

	@Test
	void isParkedAfterTheLastAttempt(CapturedOutput output) {
		RealtimeEvent<?> event = this.delivery.insert(1L);
		RealtimeEvent<?> next = this.delivery.insert(1L);
		long end = this.delivery.commit();
		failAlways(event);
		succeed(next);
		await().until(() -> this.delivery.confirmed() == end);
		FailedDelivery failed = this.delivery.parkedList().parked().get(0);
		assertThat(failed.listenerId()).isEqualTo("failing");
		assertThat(failed.handover().events()).isEqualTo(List.of(event));
		assertThat(failed.handover().keys()).containsExactly(new EventKey("Item", 1L));
		assertThat(failed.error()).hasMessage("failing");
		assertThat(failed.attempts()).isEqualTo(3);
		assertThat(failed.firstFailure()).isEqualTo(ManualClock.NOW);
		assertThat(output).contains("[failing] INSERT of Item at 0/A:1 is parked, which has failed 3 times");
	}

	@Test
	void isNotTriedAgainIfItComesAgain() {
		RealtimeEvent<Item> event = this.delivery.insert(1L);
		failAlways(event);
		await().until(() -> this.delivery.parkedList().parked().size() == 1);
		this.delivery.connected();
		this.delivery.deliver(event);
		this.delivery.commit();
		RealtimeEvent<?> next = this.delivery.insert(1L);
		succeed(next);
		assertThat(calls().begun()).containsExactly(event, event, event, next);
	}

	@Test
	void laterOnesOfItsKeyAreParkedBehindItIfTheyHaveToWait() {
		this.delivery.parkedList().letKeysWait();
		RealtimeEvent<?> event = this.delivery.insert(1L);
		RealtimeEvent<?> sameKey = this.delivery.insert(1L);
		RealtimeEvent<?> otherKey = this.delivery.insert(2L);
		long end = this.delivery.commit();
		succeed(otherKey);
		failAlways(event);
		await().until(() -> this.delivery.confirmed() == end);
		assertThat(calls().begun()).doesNotContain(sameKey);
		FailedDelivery behind = this.delivery.parkedList().parked().get(1);
		assertThat(behind.handover().events()).isEqualTo(List.of(sameKey));
		assertThat(behind.error()).isNull();
		assertThat(behind.attempts()).isZero();
	}

	@Test
	void isTriedAgainIfItCannotBeParkedThisTime() {
		this.delivery.parkedList().failOnce();
		RealtimeEvent<?> event = this.delivery.insert(1L);
		long end = this.delivery.commit();
		failAlways(event);
		awaitPending();
		this.delivery.clock().pass();
		fail(event);
		await().until(() -> this.delivery.confirmed() == end);
		assertThat(this.delivery.parkedList().parked()).extracting(FailedDelivery::attempts).containsExactly(4);
	}

	@Test
	void theListenerStopsIfItCannotBeParkedAtAll(CapturedOutput output) {
		this.delivery.parkedList().refuse();
		failAlways(this.delivery.insert(1L));
		awaitStopped();
		assertThat(output).contains("The listener stops at INSERT of Item at 0/A:1, as it cannot be parked");
	}

	@Test
	void isSkippedIfSaidSo(CapturedOutput output) {
		restart(ExhaustionPolicy.SKIP);
		RealtimeEvent<?> event = this.delivery.insert(1L);
		long end = this.delivery.commit();
		failAlways(event);
		await().until(() -> this.delivery.confirmed() == end);
		assertThat(this.delivery.parkedList().parked()).isEmpty();
		assertThat(output).contains("[failing] INSERT of Item at 0/A:1 is skipped, which has failed 3 times");
	}

	@Test
	void stopsItsListenerIfSaidSoUntilTheNextConnection() {
		restart(ExhaustionPolicy.STOP);
		RealtimeEvent<Item> event = this.delivery.insert(1L);
		RealtimeEvent<?> running = this.delivery.insert(2L);
		RealtimeEvent<?> waiting = this.delivery.insert(1L);
		this.delivery.commit();
		failAlways(event);
		awaitStopped();
		succeed(running);
		RealtimeEvent<?> later = this.delivery.insert(3L);
		this.delivery.commit();
		await().until(() -> others().equals(List.of(event, running, waiting, later)));
		assertThat(this.delivery.confirmed()).isZero();
		assertThat(calls().begun()).doesNotContain(waiting, later);
		this.delivery.connected();
		this.delivery.deliver(event);
		long end = this.delivery.commit();
		succeed(event);
		await().until(() -> this.delivery.confirmed() == end);
	}

	private void failAlways(RealtimeEvent<?> event) {
		for (int i = 0; i < 2; i++) {
			fail(event);
			awaitPending();
			this.delivery.clock().pass();
		}
		fail(event);
	}

	private void awaitPending() {
		await().until(() -> this.delivery.clock().pending() == 1);
	}

	private void awaitStopped() {
		await().until(() -> this.delivery.delivery().listeners().get(0).state() == ListenerStatus.State.STOPPED);
	}

	private void fail(RealtimeEvent<?> event) {
		calls().fail(calls().await(event));
	}

	private void succeed(RealtimeEvent<?> event) {
		calls().succeed(calls().await(event));
	}

	private Calls calls() {
		return this.delivery.bean(Failing.class).calls;
	}

	private List<Object> others() {
		return this.delivery.bean(Other.class).calls;
	}

	static class Failing {

		private final Calls calls = new Calls();

		@RealtimeListener(id = "failing", concurrency = 4)
		void on(RealtimeEvent<Item> event) {
			this.calls.call(event);
		}

	}

	static class Other {

		private final List<Object> calls = new CopyOnWriteArrayList<>();

		@RealtimeListener(id = "other")
		void on(RealtimeEvent<Item> event) {
			this.calls.add(event);
		}

	}

}

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.delivery.TestDelivery.Item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ListenerLane}: what waits for whom, and what becomes of it when the
 * connection or the application goes.
 */
class ListenerLaneTests {

	private final TestDelivery delivery = new TestDelivery(TestDelivery.settings(ExhaustionPolicy.PARK, 3, 3, 1000),
			Listener.class);

	private final Calls calls = this.delivery.bean(Listener.class).calls;

	@AfterEach
	void close() {
		this.delivery.close();
	}

	@Test
	void onlyOneEventAtATimeUnlessSaidOtherwise() {
		try (TestDelivery delivery = new TestDelivery(SequentialListener.class)) {
			Calls calls = delivery.bean(SequentialListener.class).calls;
			RealtimeEvent<?> first = delivery.insert(1L);
			RealtimeEvent<?> second = delivery.insert(2L);
			Calls.Call call = calls.await(first);
			assertThat(calls.running()).containsExactly(call);
			calls.succeed(call);
			calls.succeed(calls.await(second));
		}
	}

	@Test
	void aTruncateWaitsForAllAndAllWaitForIt() {
		RealtimeEvent<?> before = this.delivery.insert(1L);
		RealtimeEvent<?> truncate = this.delivery.truncate();
		RealtimeEvent<?> after = this.delivery.insert(2L);
		Calls.Call call = this.calls.await(before);
		assertThat(this.calls.begun()).containsExactly(before);
		this.calls.succeed(call);
		call = this.calls.await(truncate);
		assertThat(this.calls.begun()).containsExactly(before, truncate);
		this.calls.succeed(call);
		this.calls.succeed(this.calls.await(after));
	}

	@Test
	void anEventThatChangesTheKeyTakesThePlaceOfBoth() {
		RealtimeEvent<?> change = this.delivery.update(1L, 2L);
		RealtimeEvent<?> former = this.delivery.insert(1L);
		RealtimeEvent<?> present = this.delivery.insert(2L);
		Calls.Call call = this.calls.await(change);
		assertThat(this.calls.begun()).containsExactly(change);
		this.calls.succeed(call);
		this.calls.succeed(this.calls.await(former));
		this.calls.succeed(this.calls.await(present));
	}

	@Test
	void theStreamWaitsWhileTooManyEventsAreInFlight() {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.delivery.insert(1L);
		this.delivery.insert(1L);
		CompletableFuture<RealtimeEvent<Item>> fourth = CompletableFuture.supplyAsync(() -> this.delivery.insert(2L));
		Calls.Call call = this.calls.await(first);
		assertThat(fourth).isNotDone();
		assertThat(this.delivery.delivery().listeners()).extracting(ListenerStatus::inFlight).containsExactly(3);
		this.calls.succeed(call);
		this.calls.succeed(this.calls.await(fourth.join()));
	}

	@Test
	void theStreamWaitsWhileTooManyBytesAreInFlight() {
		RealtimeEvent<?> first = this.delivery.insert(TestDelivery.LARGE);
		this.delivery.insert(TestDelivery.LARGE);
		CompletableFuture<RealtimeEvent<Item>> third = CompletableFuture
			.supplyAsync(() -> this.delivery.insert(TestDelivery.LARGE));
		Calls.Call call = this.calls.await(first);
		assertThat(third).isNotDone();
		assertThat(this.delivery.delivery().listeners()).extracting(ListenerStatus::inFlight).containsExactly(2);
		this.calls.succeed(call);
		third.join();
	}

	@Test
	void nobodyWaitsWhenItStops() {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.delivery.insert(1L);
		this.delivery.insert(1L);
		CompletableFuture<RealtimeEvent<Item>> fourth = CompletableFuture.supplyAsync(() -> this.delivery.insert(2L));
		Calls.Call call = this.calls.await(first);
		this.delivery.delivery().stop();
		RealtimeEvent<?> event = fourth.join();
		this.calls.succeed(call);
		assertThat(this.calls.begun()).doesNotContain(event);
	}

	@Test
	void aCallThatRunsIsFinishedWhenItStopsAndWhatWaitsComesAgain() throws InterruptedException {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		long end = this.delivery.commit();
		this.delivery.insert(1L);
		this.delivery.commit();
		Calls.Call call = this.calls.await(first);
		this.delivery.delivery().stop();
		this.delivery.insert(3L);
		assertThat(this.delivery.confirmed()).isZero();
		this.calls.succeed(call);
		this.delivery.ledger().awaitQuiet();
		await().until(() -> this.delivery.confirmed() == end);
		assertThat(this.calls.begun()).containsExactly(first);
	}

	@Test
	void nothingBeginsOnceTheStreamIsLost() throws InterruptedException {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.delivery.insert(1L);
		this.delivery.insert(1L);
		this.delivery.commit();
		Calls.Call call = this.calls.await(first);
		this.delivery.ledger().lose();
		this.calls.succeed(call);
		this.delivery.ledger().awaitQuiet();
		assertThat(this.calls.begun()).containsExactly(first);
		assertThat(this.delivery.confirmed()).isZero();
		this.delivery.connected();
		RealtimeEvent<?> again = this.delivery.insert(1L);
		this.calls.succeed(this.calls.await(again));
	}

	@Test
	void aCallThatFailsWhenItStopsIsNotTriedAgain() throws InterruptedException {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.delivery.commit();
		Calls.Call call = this.calls.await(first);
		this.delivery.delivery().stop();
		this.calls.fail(call);
		this.delivery.ledger().awaitQuiet();
		assertThat(this.delivery.clock().pending()).isZero();
		assertThat(this.delivery.confirmed()).isZero();
		assertThat(this.delivery.parkedList().parked()).isEmpty();
	}

	@Test
	void whatWaitsAndWhatStillComesIsDoneWhenItFinishes() {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		RealtimeEvent<?> second = this.delivery.insert(1L);
		Calls.Call call = this.calls.await(first);
		this.delivery.delivery().finish();
		RealtimeEvent<?> third = this.delivery.insert(1L);
		long end = this.delivery.commit();
		this.calls.succeed(call);
		this.calls.succeed(this.calls.await(second));
		this.calls.succeed(this.calls.await(third));
		await().until(() -> this.delivery.confirmed() == end);
	}

	@Test
	void whatWaitsBehindAFailureIsGivenUpWhenItFinishes() throws InterruptedException {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.delivery.insert(1L);
		this.calls.fail(this.calls.await(first));
		await().until(() -> this.delivery.clock().pending() == 1);
		this.delivery.delivery().finish();
		this.delivery.insert(1L);
		this.delivery.commit();
		this.delivery.ledger().awaitQuiet();
		this.delivery.clock().pass();
		assertThat(this.calls.begun()).containsExactly(first);
		assertThat(this.delivery.confirmed()).isZero();
	}

	@Test
	void whatFailsWhenItFinishesIsGivenUpWithWhatWaitsForIt() throws InterruptedException {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.delivery.insert(1L);
		this.delivery.commit();
		Calls.Call call = this.calls.await(first);
		this.delivery.delivery().finish();
		this.calls.fail(call);
		this.delivery.ledger().awaitQuiet();
		assertThat(this.delivery.clock().pending()).isZero();
		assertThat(this.calls.begun()).containsExactly(first);
		assertThat(this.delivery.confirmed()).isZero();
	}

	@Test
	void whatWaitsForAnotherAttemptIsGivenUpWhenItStops() throws InterruptedException {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		this.calls.fail(this.calls.await(first));
		await().until(() -> this.delivery.clock().pending() == 1);
		this.delivery.delivery().stop();
		this.delivery.ledger().awaitQuiet();
		this.delivery.clock().pass();
		assertThat(this.calls.begun()).containsExactly(first);
	}

	@Test
	void itGoesOnWhenItIsStartedAgain() {
		this.delivery.delivery().stop();
		this.delivery.delivery().start();
		this.delivery.connected();
		RealtimeEvent<?> event = this.delivery.insert(1L);
		long end = this.delivery.commit();
		this.calls.succeed(this.calls.await(event));
		await().until(() -> this.delivery.confirmed() == end);
	}

	@Test
	void anotherConnectionDropsWhatHasNotBegunAndWaitsForWhatHas() {
		RealtimeEvent<Item> first = this.delivery.insert(1L);
		RealtimeEvent<Item> second = this.delivery.insert(1L);
		Calls.Call call = this.calls.await(first);
		this.delivery.connected();
		RealtimeEvent<Item> other = this.delivery.insert(2L);
		this.delivery.deliver(first);
		long end = this.delivery.commit();
		this.calls.succeed(this.calls.await(other));
		assertThat(this.calls.begun()).containsExactly(first, other);
		this.calls.succeed(call);
		this.calls.succeed(this.calls.await(first));
		await().until(() -> this.delivery.confirmed() == end);
		assertThat(this.calls.begun()).containsExactly(first, other, first).doesNotContain(second);
		assertThat(this.delivery.delivery().listeners()).extracting(ListenerStatus::inFlight).containsExactly(0);
	}

	@Test
	void aFailureOfAnotherConnectionIsNotTriedAgain() {
		RealtimeEvent<Item> first = this.delivery.insert(1L);
		Calls.Call call = this.calls.await(first);
		this.delivery.connected();
		this.delivery.deliver(first);
		this.calls.fail(call);
		this.calls.succeed(this.calls.await(first));
		assertThat(this.delivery.clock().pending()).isZero();
	}

	@Test
	void whatIsResubmittedStandsBehindWhatIsOnItsWay() {
		RealtimeEvent<?> first = this.delivery.insert(1L);
		Calls.Call call = this.calls.await(first);
		RealtimeEvent<?> parked = this.delivery.parked(1L);
		CompletableFuture<Void> resubmission = resubmit(parked);
		await().until(() -> this.delivery.delivery().listeners().get(0).inFlight() == 1);
		assertThat(this.calls.begun()).containsExactly(first);
		this.calls.succeed(call);
		this.calls.succeed(this.calls.await(parked));
		assertThat(resubmission).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void aResubmissionThatFailsSaysSoAndIsNotTriedAgain() {
		RealtimeEvent<?> parked = this.delivery.parked(1L);
		CompletableFuture<Void> resubmission = resubmit(parked);
		this.calls.fail(this.calls.await(parked));
		assertThatExceptionOfType(ResubmissionFailedException.class).isThrownBy(() -> join(resubmission))
			.withMessage("The listener has thrown java.lang.IllegalStateException: failing")
			.withRootCauseInstanceOf(IllegalStateException.class);
		assertThat(this.delivery.clock().pending()).isZero();
	}

	@Test
	void aResubmissionToAListenerThatDoesNotRunFails() {
		this.delivery.delivery().stop();
		assertThatExceptionOfType(ResubmissionFailedException.class)
			.isThrownBy(() -> this.delivery.delivery().resubmit("listener", handover(this.delivery.parked(1L))))
			.withMessage("The listener takes nothing at the moment");
	}

	@Test
	void aResubmissionToAnUnknownListenerFails() {
		assertThatExceptionOfType(UnknownListenerException.class)
			.isThrownBy(() -> this.delivery.delivery().resubmit("gone", handover(this.delivery.parked(1L))))
			.withMessageContaining("'gone'");
	}

	private CompletableFuture<Void> resubmit(RealtimeEvent<?> event) {
		return CompletableFuture.runAsync(() -> this.delivery.delivery().resubmit("listener", handover(event)));
	}

	private static void join(CompletableFuture<Void> future) throws Throwable {
		try {
			future.join();
		}
		catch (CompletionException ex) {
			throw ex.getCause();
		}
	}

	private Handover handover(RealtimeEvent<?> event) {
		return new Handover(List.of(event), List.of(TestDelivery.source(event)), Set.of(new EventKey("Item", 1L)), 0,
				true);
	}

	static class Listener {

		private final Calls calls = new Calls();

		@RealtimeListener(id = "listener", concurrency = 4)
		void on(RealtimeEvent<Item> event) {
			this.calls.call(event);
		}

	}

	static class SequentialListener {

		private final Calls calls = new Calls();

		@RealtimeListener
		void on(RealtimeEvent<Item> event) {
			this.calls.call(event);
		}

	}

}

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.delivery.TestDelivery.Item;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the order in which events come, calls end and fail, and time passes: events of
 * one key are handled in order, as many at a time as there may be, and what is confirmed
 * is done.
 */
class LaneInterleavingTests {

	private static final int EVENTS = 60;

	private static final int MAX_ATTEMPTS = 3;

	private static final int MAX_RUNNING = 4;

	private final List<Delivered> undone = new ArrayList<>();

	private final List<Transaction> transactions = new ArrayList<>();

	private int delivered;

	static IntStream seeds() {
		return IntStream.range(0, 30);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void keepsTheOrderOfKeysAndWhatIsDone(long seed) {
		Random random = new Random(seed);
		try (TestDelivery delivery = new TestDelivery(
				TestDelivery.settings(ExhaustionPolicy.SKIP, MAX_ATTEMPTS, 1000, 1000), Listener.class)) {
			Calls calls = delivery.bean(Listener.class).calls;
			Transaction transaction = new Transaction();
			while (this.delivered < EVENTS || !this.undone.isEmpty()) {
				step(random, delivery, calls, transaction);
				if (random.nextInt(5) == 0 || this.delivered == EVENTS) {
					transaction.end = delivery.commit();
					this.transactions.add(transaction);
					transaction = new Transaction();
				}
				assertConsistent(delivery, calls);
			}
			long end = delivery.commit();
			assertThat(delivery.confirmed()).isEqualTo(end);
		}
	}

	private void step(Random random, TestDelivery delivery, Calls calls, Transaction transaction) {
		int choice = random.nextInt(10);
		if (choice < 4 && this.delivered < EVENTS) {
			Delivered event = new Delivered(deliver(random, delivery), transaction);
			transaction.undone++;
			this.undone.add(event);
			this.delivered++;
		}
		else if (choice < 8 && !calls.running().isEmpty()) {
			end(random, calls);
		}
		else if (delivery.clock().pending() > 0) {
			delivery.clock().pass();
			this.undone.forEach((event) -> event.paused = false);
		}
	}

	private RealtimeEvent<Item> deliver(Random random, TestDelivery delivery) {
		return switch (random.nextInt(12)) {
			case 0 -> delivery.truncate();
			case 1 -> delivery.insert(null);
			case 2, 3 -> delivery.update(random.nextLong(6), random.nextLong(6));
			default -> delivery.insert(random.nextLong(6));
		};
	}

	private void end(Random random, Calls calls) {
		Calls.Call call = calls.running().get(random.nextInt(calls.running().size()));
		Delivered event = this.undone.stream()
			.filter((each) -> each.event == call.argument())
			.findFirst()
			.orElseThrow();
		boolean fails = random.nextInt(4) == 0;
		event.attempts++;
		if (fails && event.attempts < MAX_ATTEMPTS) {
			event.paused = true;
		}
		else {
			this.undone.remove(event);
			event.transaction.undone--;
		}
		if (fails) {
			calls.fail(call);
		}
		else {
			calls.succeed(call);
		}
	}

	private void assertConsistent(TestDelivery delivery, Calls calls) {
		Set<Object> eligible = eligible();
		int expected = Math.min(eligible.size(), MAX_RUNNING);
		int paused = (int) this.undone.stream().filter((event) -> event.paused).count();
		await(() -> calls.running().size() == expected && delivery.clock().pending() == paused);
		assertThat(calls.running()).extracting(Calls.Call::argument).isSubsetOf(eligible);
		long confirmed = confirmed();
		await(() -> delivery.confirmed() == confirmed);
	}

	private Set<Object> eligible() {
		Set<Object> eligible = new HashSet<>();
		Set<Long> taken = new HashSet<>();
		boolean barrier = false;
		for (Delivered event : this.undone) {
			Set<Long> keys = event.keys();
			boolean free = keys.isEmpty() ? (taken.isEmpty() && !barrier) : !barrier;
			for (Long key : keys) {
				free &= taken.add(key);
			}
			barrier |= keys.isEmpty();
			if (free && !event.paused) {
				eligible.add(event.event);
			}
		}
		return eligible;
	}

	private long confirmed() {
		long confirmed = 0;
		for (Transaction transaction : this.transactions) {
			if (transaction.undone > 0) {
				break;
			}
			confirmed = transaction.end;
		}
		return confirmed;
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofNanos(100_000))
			.atMost(Duration.ofSeconds(30))
			.until(condition);
	}

	private static final class Transaction {

		private int undone;

		private long end;

	}

	private static final class Delivered {

		private final RealtimeEvent<Item> event;

		private final Transaction transaction;

		private int attempts;

		private boolean paused;

		private Delivered(RealtimeEvent<Item> event, Transaction transaction) {
			this.event = event;
			this.transaction = transaction;
		}

		private Set<Long> keys() {
			Set<Long> keys = new HashSet<>();
			Object id = this.event.id();
			if (id != null) {
				keys.add((Long) id);
				@Nullable Item old = this.event.oldEntity();
				if (old != null && old.id() != null) {
					keys.add(old.id());
				}
			}
			return keys;
		}

	}

	static class Listener {

		private final Calls calls = new Calls();

		@RealtimeListener(concurrency = MAX_RUNNING)
		void on(RealtimeEvent<Item> event) {
			this.calls.call(event);
		}

	}

}

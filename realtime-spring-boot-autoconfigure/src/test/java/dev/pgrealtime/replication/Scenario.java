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

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.pgrealtime.delivery.ExhaustionPolicy;

/**
 * What a seed makes of a world before it begins to move.
 *
 * @param transactions how many transactions there are
 * @param faults how many faults there are at most
 * @param faultRate after how many turns there is one, on the average
 * @param keys how many keys a table has
 * @param capacity how many bytes the queue takes
 * @param maxInFlight how many events may wait for one listener
 * @param batchSize how many events of a transaction a listener takes at once
 * @param onExhausted what happens to events that fail too often
 * @param maxAttempts how often they are tried
 * @param parksFollowers whether events wait behind parked ones of their key
 * @param changesWait whether changes of one table wait for those after them
 * @param busy how many turns a plain listener takes at most
 * @param slowness one of how many steps of a listener takes its time
 */
record Scenario(int transactions, int faults, int faultRate, int keys, int capacity, int maxInFlight, int batchSize,
		ExhaustionPolicy onExhausted, int maxAttempts, boolean parksFollowers, boolean changesWait, int busy,
		int slowness) {

	private static final int LARGE = 200;

	static Scenario of(RandomGenerator random) {
		boolean large = random.nextInt(LARGE) == 0;
		return new Scenario(large ? 100 : 1 + random.nextInt(10), large ? 20 : random.nextInt(6),
				20 + random.nextInt(100), 1 + random.nextInt(4), 400 + random.nextInt(4000), 1 + random.nextInt(6),
				1 + random.nextInt(3), random.nextBoolean() ? ExhaustionPolicy.PARK : ExhaustionPolicy.SKIP,
				1 + random.nextInt(3), random.nextBoolean(), random.nextBoolean(), 1 + random.nextInt(6),
				2 + random.nextInt(20));
	}

	/**
	 * Make up a transaction.
	 * @param number its number
	 * @param firstLsn where it begins
	 * @param swapped whether the columns stand the other way round
	 * @param random makes it up
	 * @return the transaction
	 */
	SimulatedTransaction transaction(int number, long firstLsn, boolean swapped, RandomGenerator random) {
		int size = (random.nextInt(10) == 0) ? 10 : random.nextInt(4);
		List<SimulatedChange> changes = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			String text = number + "." + i + ((random.nextInt(40) == 0) ? "x".repeat(3000) : "");
			changes.add(new SimulatedChange(kind(random), random.nextInt(SimulatedChange.TABLES),
					random.nextInt(this.keys), text));
		}
		SimulatedTransaction transaction = new SimulatedTransaction(number, firstLsn,
				changes.stream().map(Scenario::signal).toList(), swapped);
		for (SimulatedEvent event : transaction.events()) {
			for (SimulatedListener listener : SimulatedListener.values()) {
				event.failures(listener, failures(random));
			}
		}
		return transaction;
	}

	private static SimulatedChange signal(SimulatedChange change) {
		return (change.kind() == SimulatedChange.Kind.SIGNAL)
				? new SimulatedChange(change.kind(), 0, 0, "probe:" + change.text()) : change;
	}

	private static SimulatedChange.Kind kind(RandomGenerator random) {
		return switch (random.nextInt(16)) {
			case 0 -> SimulatedChange.Kind.TRUNCATE;
			case 1 -> SimulatedChange.Kind.TRUNCATE_ALL;
			case 2 -> SimulatedChange.Kind.SIGNAL;
			case 3, 4 -> SimulatedChange.Kind.DELETE;
			case 5, 6, 7, 8, 9 -> SimulatedChange.Kind.UPDATE;
			default -> SimulatedChange.Kind.INSERT;
		};
	}

	private static int failures(RandomGenerator random) {
		int choice = random.nextInt(100);
		return (choice == 0) ? Integer.MAX_VALUE : (choice < 6) ? 1 + random.nextInt(4) : 0;
	}

}

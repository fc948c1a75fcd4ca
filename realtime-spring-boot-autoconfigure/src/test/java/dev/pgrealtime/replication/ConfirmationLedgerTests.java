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
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConfirmationLedger}.
 */
class ConfirmationLedgerTests {

	private final List<Lsn> confirmed = new ArrayList<>();

	private final ConfirmationLedger ledger = new ConfirmationLedger(this.confirmed::add);

	@Test
	void confirmsAPartThatNobodyHoldsAtItsEnd() {
		this.ledger.current();
		this.ledger.end(new Lsn(10));
		this.ledger.end(new Lsn(20));
		assertConfirmed(10, 20);
	}

	@Test
	void confirmsInOrderHoweverTheWorkEnds() {
		Unconfirmed.Hold first = this.ledger.current().hold();
		this.ledger.end(new Lsn(10));
		Unconfirmed.Hold second = this.ledger.current().hold();
		this.ledger.end(new Lsn(20));
		this.ledger.end(new Lsn(30));
		second.release();
		assertConfirmed();
		first.release();
		assertConfirmed(10, 20, 30);
	}

	@Test
	void aPartThatHasNotEndedIsNotConfirmed() {
		Unconfirmed.Hold hold = this.ledger.current().hold();
		hold.release();
		assertConfirmed();
		this.ledger.end(new Lsn(10));
		assertConfirmed(10);
	}

	@Test
	void releasingTwiceDoesNotReleaseAnother() {
		Unconfirmed part = this.ledger.current();
		Unconfirmed.Hold first = part.hold();
		part.hold();
		this.ledger.end(new Lsn(10));
		first.release();
		first.release();
		assertConfirmed();
	}

	@Test
	void whatIsAbandonedIsNeverConfirmedAndKeepsNobodyWaiting() throws InterruptedException {
		Unconfirmed.Hold hold = this.ledger.current().hold();
		this.ledger.end(new Lsn(10));
		this.ledger.end(new Lsn(20));
		hold.abandon();
		hold.release();
		this.ledger.awaitQuiet();
		assertConfirmed();
	}

	@Test
	void whatIsWithheldIsNeverConfirmed() {
		Unconfirmed.Hold hold = this.ledger.current().hold();
		this.ledger.end(new Lsn(10));
		this.ledger.current();
		this.ledger.withhold();
		this.ledger.end(new Lsn(20));
		hold.release();
		assertConfirmed();
	}

	@Test
	void tellsWhenAPartAndAllBeforeItAreConfirmed() {
		List<String> told = new ArrayList<>();
		Unconfirmed.Hold hold = this.ledger.current().hold();
		this.ledger.end(new Lsn(10));
		this.ledger.current().whenConfirmed(() -> told.add("second"));
		this.ledger.end(new Lsn(20));
		assertThat(told).isEmpty();
		hold.release();
		assertThat(told).containsExactly("second");
	}

	static LongStream seeds() {
		return LongStream.range(0, 2_000);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void confirmsTheLongestPrefixThatIsDone(long seed) {
		Random random = new Random(seed);
		List<Part> parts = new ArrayList<>();
		List<Part> held = new ArrayList<>();
		Part current = new Part();
		for (int step = 0; step < 200; step++) {
			switch (random.nextInt(4)) {
				case 0 -> {
					current.holds.add(this.ledger.current().hold());
					if (!held.contains(current)) {
						held.add(current);
					}
				}
				case 1 -> {
					this.ledger.end(new Lsn(parts.size() + 1));
					parts.add(current);
					current = new Part();
				}
				default -> {
					if (!held.isEmpty()) {
						Part part = held.get(random.nextInt(held.size()));
						part.holds.remove(random.nextInt(part.holds.size())).release();
						held.removeIf((candidate) -> candidate.holds.isEmpty());
					}
				}
			}
			assertThat(this.confirmed).as("seed %d, step %d", seed, step)
				.hasSize((int) parts.stream().takeWhile((part) -> part.holds.isEmpty()).count())
				.isSorted();
		}
	}

	private void assertConfirmed(long... ends) {
		assertThat(this.confirmed).containsExactlyElementsOf(LongStream.of(ends).mapToObj(Lsn::new).toList());
	}

	private static final class Part {

		private final List<Unconfirmed.Hold> holds = new ArrayList<>();

	}

}

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

import java.time.Instant;
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

	private final ConfirmationLedger ledger = new ConfirmationLedger((end, committed) -> this.confirmed.add(end),
			() -> true);

	@Test
	void confirmsAPartThatNobodyHoldsAtItsEnd() {
		this.ledger.current();
		end(new Lsn(10));
		end(new Lsn(20));
		assertConfirmed(10, 20);
	}

	@Test
	void confirmsInOrderHoweverTheWorkEnds() {
		Unconfirmed.Hold first = this.ledger.current().hold();
		end(new Lsn(10));
		Unconfirmed.Hold second = this.ledger.current().hold();
		end(new Lsn(20));
		end(new Lsn(30));
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
		end(new Lsn(10));
		assertConfirmed(10);
	}

	@Test
	void releasingTwiceDoesNotReleaseAnother() {
		Unconfirmed part = this.ledger.current();
		Unconfirmed.Hold first = part.hold();
		part.hold();
		end(new Lsn(10));
		first.release();
		first.release();
		assertConfirmed();
	}

	@Test
	void whatIsAbandonedIsNeverConfirmedAndKeepsNobodyWaiting() throws InterruptedException {
		Unconfirmed.Hold hold = this.ledger.current().hold();
		end(new Lsn(10));
		end(new Lsn(20));
		hold.abandon();
		hold.release();
		this.ledger.awaitQuiet();
		assertConfirmed();
	}

	@Test
	void whatIsWithheldIsNeverConfirmed() {
		Unconfirmed.Hold hold = this.ledger.current().hold();
		end(new Lsn(10));
		this.ledger.current();
		this.ledger.withhold();
		end(new Lsn(20));
		hold.release();
		assertConfirmed();
	}

	@Test
	void tellsWhenAPartAndAllBeforeItAreConfirmed() {
		List<String> told = new ArrayList<>();
		Unconfirmed.Hold hold = this.ledger.current().hold();
		end(new Lsn(10));
		this.ledger.current().whenConfirmed(() -> told.add("second"));
		end(new Lsn(20));
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
					end(new Lsn(parts.size() + 1));
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
			long done = parts.stream().takeWhile((part) -> part.holds.isEmpty()).count();
			assertThat(this.confirmed).as("seed %d, step %d", seed, step).isSorted().doesNotHaveDuplicates();
			assertThat(this.confirmed.isEmpty() ? 0 : this.confirmed.get(this.confirmed.size() - 1).value())
				.as("seed %d, step %d", seed, step)
				.isEqualTo(done);
		}
	}

	@Test
	void whatIsDoneTakesNoRoomHoweverLongOneIsHeld() {
		Unconfirmed.Hold first = this.ledger.current().hold();
		List<String> told = new ArrayList<>();
		for (int i = 1; i <= 100_000; i++) {
			Unconfirmed.Hold hold = this.ledger.current().hold();
			if (i % 50_000 == 0) {
				String name = "part " + i;
				this.ledger.current().whenConfirmed(() -> told.add(name));
			}
			end(new Lsn(i));
			end(new Lsn(i));
			hold.release();
		}
		assertThat(this.ledger.size()).isLessThan(100);
		assertThat(told).isEmpty();
		first.release();
		assertThat(this.ledger.size()).isZero();
		assertThat(this.confirmed).isSorted().endsWith(new Lsn(100_000));
		assertThat(told).containsExactly("part 50000", "part 100000");
	}

	@Test
	void whatIsWithheldTakesNoRoom() {
		this.ledger.withhold();
		for (int i = 1; i <= 100; i++) {
			end(new Lsn(i));
		}
		assertThat(this.ledger.size()).isZero();
		assertConfirmed();
	}

	@Test
	void tellsWhenTheLastTransactionOfWhatIsConfirmedWasCommitted() {
		List<Instant> committed = new ArrayList<>();
		ConfirmationLedger ledger = new ConfirmationLedger((end, instant) -> committed.add(instant), () -> true);
		ledger.end(new Lsn(10), Instant.EPOCH);
		ledger.end(new Lsn(20), null);
		assertThat(committed).containsExactly(Instant.EPOCH, null);
	}

	private void end(Lsn end) {
		this.ledger.end(end, null);
	}

	private void assertConfirmed(long... ends) {
		assertThat(this.confirmed).containsExactlyElementsOf(LongStream.of(ends).mapToObj(Lsn::new).toList());
	}

	private static final class Part {

		private final List<Unconfirmed.Hold> holds = new ArrayList<>();

	}

}

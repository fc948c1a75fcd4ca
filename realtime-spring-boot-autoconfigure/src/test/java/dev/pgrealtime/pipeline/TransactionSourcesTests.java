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

package dev.pgrealtime.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.mapping.ChangeDecoder.Waiting;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TransactionSources}.
 */
class TransactionSourcesTests {

	private final TransactionSources sources = new TransactionSources();

	@BeforeEach
	void begin() {
		this.sources.connected();
		begin(10);
		define(1, "one");
		define(2, "two");
	}

	@Test
	void ofAChangeThatDoesNotWait() {
		change(1, 1);
		this.sources.keep(null);
		change(2, 2);
		assertSource(this.sources.from(2), 2, "begin 10", "two", "change 2");
	}

	@Test
	void ofAChangeThatHasWaited() {
		change(1, 1);
		this.sources.keep(new Waiting(1, 1));
		change(2, 2);
		this.sources.keep(new Waiting(1, 2));
		change(3, 1);
		assertSource(this.sources.from(1), 1, "begin 10", "one", "change 1", "two", "change 2", "change 3");
		assertSource(this.sources.from(2), 2, "begin 10", "two", "change 2", "one", "change 3");
	}

	@Test
	void ofWhatIsLeftAtTheEnd() {
		change(1, 1);
		this.sources.keep(new Waiting(1, 1));
		assertSource(this.sources.from(1), 1, "begin 10", "one", "change 1");
	}

	@Test
	void whatHasLeftAndWhatIsOfNoConcernIsForgotten() {
		change(1, 1);
		this.sources.keep(new Waiting(1, 1));
		change(2, 1);
		this.sources.keep(new Waiting(1, 1));
		change(3, 1);
		this.sources.keep(new Waiting(3, 3));
		assertSource(this.sources.from(1), 3, "begin 10", "one", "change 3");
		change(4, 1);
		this.sources.keep(null);
		assertThatIllegalStateException().isThrownBy(() -> this.sources.from(4));
	}

	@Test
	void ofALaterTableOfATruncate() {
		change(1, 1, 2);
		this.sources.keep(new Waiting(1, 1));
		change(3, 1);
		assertSource(this.sources.from(2), 1, "begin 10", "one", "two", "change 1", "change 3");
	}

	@Test
	void eachChangeComesWithTheShapeThatItsTableHadThen() {
		change(1, 1);
		this.sources.keep(new Waiting(1, 1));
		EventSource early = this.sources.from(1);
		define(1, "one, altered");
		change(2, 1);
		assertSource(early, 1, "begin 10", "one", "change 1");
		assertSource(this.sources.from(1), 1, "begin 10", "one", "change 1", "one, altered", "change 2");
	}

	@Test
	void anotherTransactionKeepsTheShapes() {
		change(1, 1);
		this.sources.keep(new Waiting(1, 1));
		begin(20);
		change(1, 1);
		EventSource source = this.sources.from(1);
		assertThat(source.position()).isEqualTo(new EventPosition(new Lsn(20), 1));
		assertSource(source, 1, "begin 20", "one", "change 1");
	}

	@Test
	void anotherConnectionForgetsTheShapes() {
		this.sources.connected();
		begin(20);
		change(1, 1);
		assertSource(this.sources.from(1), 1, "begin 20", "change 1");
	}

	private void begin(long commitLsn) {
		this.sources.begin(new Begin(new Lsn(commitLsn), Instant.EPOCH, 7), bytes("begin " + commitLsn));
	}

	private void define(int id, String text) {
		this.sources.define(new Relation(id, "public", "table", Relation.Identity.FULL, List.of()), bytes(text));
	}

	private void change(long ordinal, Integer... relations) {
		this.sources.change(new Truncate(List.of(relations), false, false), ordinal, bytes("change " + ordinal));
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void assertSource(EventSource source, long ordinal, String... messages) {
		assertThat(source.position().ordinal()).isEqualTo(ordinal);
		assertThat(source.messages()).extracting((message) -> new String(message, StandardCharsets.UTF_8))
			.containsExactly(messages);
	}

}

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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SlotNote}.
 */
class SlotNoteTests {

	private static final ServerIdentity SERVER = new ServerIdentity("7575758439213478", "3");

	@Test
	void isReadAsItWasWritten() {
		SlotNote streamed = new SlotNote("shop", SERVER, null);
		SlotNote left = new SlotNote("shop", SERVER, Lsn.parse("1A/2B3C4D5E"));
		assertThat(SlotNote.parse(streamed.toString())).isEqualTo(streamed);
		assertThat(SlotNote.parse(left.toString())).isEqualTo(left);
	}

	@Test
	void mayHaveMoreInALaterVersion() {
		assertThat(SlotNote.parse("Realtime: slot shop, system 1, timeline 2, left at 0/10, on a Friday"))
			.isEqualTo(new SlotNote("shop", new ServerIdentity("1", "2"), new Lsn(16)));
		assertThat(SlotNote.parse("Realtime: slot shop, system 1, timeline 2, owner x"))
			.isEqualTo(new SlotNote("shop", new ServerIdentity("1", "2"), null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "of the shop", "Realtime: slot", "Realtime: slot a b, system 1, timeline 2",
			"See Realtime: slot shop, system 1, timeline 2" })
	void isNoOtherComment(String comment) {
		assertThat(SlotNote.parse(comment)).isNull();
	}

}

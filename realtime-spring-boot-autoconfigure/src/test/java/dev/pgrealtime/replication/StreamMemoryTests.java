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

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamMemory}.
 */
class StreamMemoryTests {

	private static final ServerIdentity SERVER = new ServerIdentity("7312", "1");

	private final StreamMemory memory = new StreamMemory();

	@Test
	void notesNoPositionWhileTheSlotMayRightfullyMove() {
		prepare(10);
		assertThat(this.memory.note("slot", SERVER, null).left()).isNull();
		assertThat(this.memory.note("slot", SERVER, new Lsn(20)).left()).isEqualTo(new Lsn(20));
	}

	@Test
	void notesAGapBehindTheStreamWhereItBegins() {
		this.memory.gaps().add(new StreamGap("lost", new Lsn(10), new Lsn(30)));
		prepare(30);
		assertThat(this.memory.note("slot", SERVER, null).left()).isEqualTo(new Lsn(10));
	}

	@Test
	void notesAGapAheadWhereTheSlotStandsAsMoreMayGetLost() {
		this.memory.gaps().add(new StreamGap("changed", new Lsn(20), new Lsn(30)));
		prepare(10);
		assertThat(this.memory.note("slot", SERVER, null).left()).isEqualTo(new Lsn(10));
		this.memory.confirmed(new Lsn(15));
		assertThat(this.memory.note("slot", SERVER, new Lsn(15)).left()).isEqualTo(new Lsn(15));
	}

	private void prepare(long from) {
		this.memory.prepared(SERVER, new Lsn(from), new PublicationState(new Lsn(from), "publication", Map.of()));
	}

}

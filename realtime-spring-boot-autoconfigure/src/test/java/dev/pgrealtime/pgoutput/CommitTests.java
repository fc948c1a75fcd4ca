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

package dev.pgrealtime.pgoutput;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Commit}.
 */
class CommitTests {

	@Test
	void decodesBothPositionsAndTimestamp() {
		MessageBytes bytes = MessageBytes.message('C').int8(0).int64(0x100).int64(0x130).int64(1_000_000);
		assertThat(bytes.decode())
			.isEqualTo(new Commit(new Lsn(0x100), new Lsn(0x130), Instant.parse("2000-01-01T00:00:01Z")));
	}

	@Test
	void decodeWhenFlagsAreSetFails() {
		MessageBytes bytes = MessageBytes.message('C').int8(4).int64(1).int64(2).int64(3);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Commit at offset 1: unexpected flags 0x04");
	}

	@Test
	void decodeWhenTimestampIsMissingFails() {
		MessageBytes bytes = MessageBytes.message('C').int8(0).int64(1).int64(2);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Commit at offset 18: a 64-bit integer is missing");
	}

}

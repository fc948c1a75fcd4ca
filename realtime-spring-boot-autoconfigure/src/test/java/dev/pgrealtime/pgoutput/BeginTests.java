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
 * Tests for {@link Begin}.
 */
class BeginTests {

	@Test
	void decodesCommitLsnTimestampAndTransactionId() {
		MessageBytes bytes = MessageBytes.message('B').hex("00000016B374D848").int64(1_500_000).int32(742);
		assertThat(bytes.decode())
			.isEqualTo(new Begin(Lsn.parse("16/B374D848"), Instant.parse("2000-01-01T00:00:01.500Z"), 742));
	}

	@Test
	void decodesTransactionIdAsUnsigned() {
		MessageBytes bytes = MessageBytes.message('B').int64(1).int64(0).int32(-1);
		assertThat(bytes.decode()).isEqualTo(new Begin(new Lsn(1), Instant.parse("2000-01-01T00:00:00Z"), 4294967295L));
	}

	@Test
	void decodesTimestampBeforeTheEpochOfPostgres() {
		MessageBytes bytes = MessageBytes.message('B').int64(1).int64(-1).int32(3);
		assertThat(bytes.decode()).isEqualTo(new Begin(new Lsn(1), Instant.parse("1999-12-31T23:59:59.999999Z"), 3));
	}

	@Test
	void decodeWhenTransactionIdIsCutOffFails() {
		MessageBytes bytes = MessageBytes.message('B').int64(1).int64(0).int16(7);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Begin at offset 17: a 32-bit integer is missing");
	}

	@Test
	void decodeWhenBytesFollowFails() {
		MessageBytes bytes = MessageBytes.message('B').int64(1).int64(0).int32(3).int8(0);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Begin at offset 21: 1 bytes follow its end");
	}

}

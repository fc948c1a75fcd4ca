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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Truncate}.
 */
class TruncateTests {

	@ParameterizedTest
	@CsvSource({ "0, false, false", "1, true, false", "2, false, true", "3, true, true" })
	void decodesTablesAndOptions(int options, boolean cascade, boolean restartIdentity) {
		MessageBytes bytes = MessageBytes.message('T').int32(2).int8(options).int32(16400).int32(16410);
		assertThat(bytes.decode()).isEqualTo(new Truncate(List.of(16400, 16410), cascade, restartIdentity));
	}

	@Test
	void decodeWhenOptionsAreUnknownFails() {
		MessageBytes bytes = MessageBytes.message('T').int32(1).int8(4).int32(16400);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Truncate at offset 5: unexpected truncate options 0x04");
	}

	@Test
	void decodeWhenMoreTablesAreAnnouncedThanCanFollowFails() {
		MessageBytes bytes = MessageBytes.message('T').int32(Integer.MAX_VALUE).int8(0).int32(16400);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Truncate at offset 1: 2147483647 relations are announced, 5 bytes remain");
	}

	@Test
	void decodeWhenNumberOfTablesIsNegativeFails() {
		MessageBytes bytes = MessageBytes.message('T').int32(-2).int8(0).int32(16400);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Truncate at offset 1: -2 relations are announced, 5 bytes remain");
	}

	@Test
	void decodeWhenTableIsCutOffFails() {
		MessageBytes bytes = MessageBytes.message('T').int32(1).int8(0).int8(0).int16(16400);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Truncate at offset 6: a 32-bit integer is missing");
	}

}

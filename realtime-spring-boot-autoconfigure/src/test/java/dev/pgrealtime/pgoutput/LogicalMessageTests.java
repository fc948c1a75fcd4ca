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

import java.nio.ByteBuffer;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LogicalMessage}.
 */
class LogicalMessageTests {

	@Test
	void decodesTransactionalMessage() {
		assertThat(message(1).int32(2).hex("CAFE").decode()).isEqualTo(
				new LogicalMessage(true, new Lsn(0x300), "audit", ByteBuffer.wrap(HexFormat.of().parseHex("CAFE"))));
	}

	@Test
	void decodesMessageOutsideOfATransactionWithoutContent() {
		assertThat(message(0).int32(0).decode())
			.isEqualTo(new LogicalMessage(false, new Lsn(0x300), "audit", ByteBuffer.allocate(0)));
	}

	@Test
	void contentIsReadOnly() {
		LogicalMessage message = (LogicalMessage) message(1).int32(2).hex("CAFE").decode();
		assertThat(message.content().isReadOnly()).isTrue();
	}

	@Test
	void decodeWhenFlagsAreUnknownFails() {
		MessageBytes bytes = message(2).int32(0);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Message at offset 1: unexpected message flags 0x02");
	}

	@Test
	void decodeWhenMoreContentIsAnnouncedThanFollowsFails() {
		MessageBytes bytes = message(1).int32(Integer.MAX_VALUE).hex("CAFE");
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage(
					"Malformed pgoutput Message at offset 16: 2147483647 content bytes are announced, 2 bytes remain");
	}

	private MessageBytes message(int flags) {
		return MessageBytes.message('M').int8(flags).int64(0x300).string("audit");
	}

}

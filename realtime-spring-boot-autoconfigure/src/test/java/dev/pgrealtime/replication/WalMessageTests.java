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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WalMessage}.
 */
class WalMessageTests {

	@Test
	void decodesData() {
		byte[] bytes = ByteBuffer.allocate(28)
			.put((byte) 'w')
			.putLong(0x10)
			.putLong(0x1_0000_0020L)
			.putLong(7)
			.put(new byte[] { 'a', 'b', 'c' })
			.array();
		WalMessage.Data data = (WalMessage.Data) WalMessage.decode(bytes);
		assertThat(data.walEnd()).isEqualTo(Lsn.parse("1/20"));
		assertThat(data.payload().remaining()).isEqualTo(3);
		assertThat(data.payload().get()).isEqualTo((byte) 'a');
	}

	@Test
	void decodesDataWithoutPayload() {
		byte[] bytes = ByteBuffer.allocate(25).put((byte) 'w').array();
		WalMessage.Data data = (WalMessage.Data) WalMessage.decode(bytes);
		assertThat(data.payload().hasRemaining()).isFalse();
	}

	@Test
	void knowsWhereATransactionBeginsAndEnds() {
		WalMessage.Data begin = data(ByteBuffer.allocate(21).put((byte) 'B').putLong(0x50));
		assertThat(begin.isBegin()).isTrue();
		assertThat(begin.commitLsn()).isEqualTo(Lsn.parse("0/50"));
		assertThat(data(ByteBuffer.allocate(1).put((byte) 'B')).isBegin()).isFalse();
		WalMessage.Data commit = data(ByteBuffer.allocate(26).put((byte) 'C'));
		assertThat(commit.isCommit()).isTrue();
		assertThat(commit.isBegin()).isFalse();
		assertThat(data(ByteBuffer.allocate(0)).isCommit()).isFalse();
	}

	@Test
	void knowsMessagesOfOthers() {
		assertThat(message("somebody else").isForeign()).isTrue();
		assertThat(message("realtime").isForeign()).isFalse();
		assertThat(message(Heartbeat.PREFIX).isForeign()).isFalse();
		assertThat(message("real").isForeign()).as("may be one of ours that was cut").isFalse();
		assertThat(data(ByteBuffer.allocate(1).put((byte) 'M')).isForeign()).isFalse();
		assertThat(data(ByteBuffer.allocate(26).put((byte) 'C')).isForeign()).isFalse();
	}

	private static WalMessage.Data message(String prefix) {
		byte[] bytes = prefix.getBytes(StandardCharsets.US_ASCII);
		return data(ByteBuffer.allocate(10 + bytes.length).put((byte) 'M').put((byte) 1).putLong(1).put(bytes));
	}

	private static WalMessage.Data data(ByteBuffer payload) {
		return new WalMessage.Data(Lsn.INVALID, payload.rewind());
	}

	@Test
	void decodesKeepalive() {
		assertThat(WalMessage.decode(keepalive(0x30, 0)))
			.isEqualTo(new WalMessage.Keepalive(Lsn.parse("0/30"), 7, false));
		assertThat(WalMessage.decode(keepalive(-1, 1)))
			.isEqualTo(new WalMessage.Keepalive(Lsn.parse("FFFFFFFF/FFFFFFFF"), 7, true));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "w", "k", "x", "wwwwwwwwwwwwwwwwwwwwwwww", "kkkkkkkkkkkkkkkkk", "kkkkkkkkkkkkkkkkkkk" })
	void refusesAnythingElse(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		assertThatIllegalArgumentException().isThrownBy(() -> WalMessage.decode(bytes))
			.withMessageContaining("%d bytes".formatted(bytes.length));
	}

	@Test
	void sizeCountsAllThatIsHeld() {
		ByteBuffer payload = ByteBuffer.allocate(1000).position(25);
		assertThat(new WalMessage.Data(Lsn.INVALID, payload).size()).isBetween(1000, 1200);
		assertThat(new WalMessage.Keepalive(Lsn.INVALID, 0, false).size()).isPositive();
		assertThat(new WalMessage.Gap(new StreamGap("lost", Lsn.INVALID, Lsn.INVALID)).size()).isZero();
	}

	private static byte[] keepalive(long walEnd, int replyRequested) {
		return ByteBuffer.allocate(18).put((byte) 'k').putLong(walEnd).putLong(7).put((byte) replyRequested).array();
	}

}

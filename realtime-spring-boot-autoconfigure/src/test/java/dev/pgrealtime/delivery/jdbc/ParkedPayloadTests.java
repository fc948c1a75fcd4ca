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

package dev.pgrealtime.delivery.jdbc;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.EventPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ParkedPayload}.
 */
class ParkedPayloadTests {

	private static final ParkedPayload PAYLOAD = new ParkedPayload(3, false,
			List.of(new ParkedChange("Übergabe", EventPosition.parse("FFFFFFFF/1:7"), 6,
					List.of(new byte[] { 1, 2 }, new byte[0])),
					new ParkedChange("Order", EventPosition.parse("0/1:8"), 8, List.of())));

	@Test
	void isReadAsItWasWritten() {
		assertThat(ParkedPayload.of(PAYLOAD.toBytes())).usingRecursiveComparison().isEqualTo(PAYLOAD);
	}

	@Test
	void aLaterFormatIsRefused() {
		byte[] bytes = PAYLOAD.toBytes();
		bytes[0]++;
		assertThatIllegalArgumentException().isThrownBy(() -> ParkedPayload.of(bytes))
			.withMessageContaining("later version")
			.withMessageContaining("format 2");
	}

	@Test
	void aPayloadThatEndsTooEarlyIsRefused() {
		byte[] bytes = PAYLOAD.toBytes();
		for (int length = 0; length < bytes.length; length++) {
			byte[] cut = Arrays.copyOf(bytes, length);
			assertThatIllegalArgumentException().isThrownBy(() -> ParkedPayload.of(cut))
				.withMessageContaining("damaged");
		}
	}

}

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

package dev.pgrealtime.backend;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.hub.HubEnvelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EnvelopeText}.
 */
class EnvelopeTextTests {

	private static final EventPosition POSITION = EventPosition.parse("7FFFFFFF/FFFFFFFF:12");

	@Test
	void writesAllThereIs() {
		HubEnvelope envelope = new HubEnvelope(POSITION, "chat", "acme", "{}");
		assertThat(EnvelopeText.write(envelope)).isEqualTo("1 7FFFFFFF/FFFFFFFF:12 4 4 chatacme{}");
		assertThat(EnvelopeText.read(EnvelopeText.write(envelope))).isEqualTo(envelope);
	}

	@Test
	void tellsNoTenantFromEmptyOne() {
		HubEnvelope none = new HubEnvelope(POSITION, "chat", null, "1");
		HubEnvelope empty = new HubEnvelope(POSITION, "chat", "", "1");
		assertThat(EnvelopeText.read(EnvelopeText.write(none))).isEqualTo(none);
		assertThat(EnvelopeText.read(EnvelopeText.write(empty))).isEqualTo(empty);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "2 0/1:1 1 - a1", "1 0/1 1 - a1", "1 0/1:1 5 - a1", "1 0/1:1 1 9 a1",
			"1 0/1:1 -1 - a1", "1 0/1:1 99999999999 - a1" })
	void refusesAnythingElse(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> EnvelopeText.read(text));
	}

}

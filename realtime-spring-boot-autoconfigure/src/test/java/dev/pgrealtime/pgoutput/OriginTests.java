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

import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Origin}.
 */
class OriginTests {

	@Test
	void decodesCommitLsnAndName() {
		MessageBytes bytes = MessageBytes.message('O').int64(0x200).string("standby");
		assertThat(bytes.decode()).isEqualTo(new Origin(new Lsn(0x200), "standby"));
	}

	@Test
	void decodeWhenNameHasNoEndFails() {
		MessageBytes bytes = MessageBytes.message('O').int64(0x200).tag('s').tag('t');
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Origin at offset 9: the origin name has no end");
	}

}

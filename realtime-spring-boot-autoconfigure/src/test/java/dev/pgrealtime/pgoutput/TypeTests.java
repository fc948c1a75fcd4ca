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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Type}.
 */
class TypeTests {

	@Test
	void decodesOidSchemaAndName() {
		MessageBytes bytes = MessageBytes.message('Y').int32(16390).string("public").string("status");
		assertThat(bytes.decode()).isEqualTo(new Type(16390, "public", "status"));
	}

	@Test
	void decodesEmptySchemaAsPgCatalog() {
		MessageBytes bytes = MessageBytes.message('Y').int32(25).string("").string("text");
		assertThat(bytes.decode()).isEqualTo(new Type(25, "pg_catalog", "text"));
	}

	@Test
	void decodeWhenNameIsMissingFails() {
		MessageBytes bytes = MessageBytes.message('Y').int32(16390).string("public");
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Type at offset 12: the type name has no end");
	}

}

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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqlNames}.
 */
class SqlNamesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			orders                | "orders"
			Order                 | "Order"
			a.b                   | "a.b"
			a"; DROP TABLE x; --  | "a""; DROP TABLE x; --"
			it's                  | "it's"
			back\\slash           | "back\\slash"
			""")
	void identifierIsQuoted(String name, String expected) {
		assertThat(SqlNames.identifier(name)).isEqualTo(expected);
	}

	@Test
	void identifierWithSchemaQuotesBothParts() {
		assertThat(SqlNames.identifier("my \"own\"", "Order")).isEqualTo("\"my \"\"own\"\"\".\"Order\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			orders                | 'orders'
			it's                  | 'it''s'
			'; DROP TABLE x; --   | '''; DROP TABLE x; --'
			"Order"               | '"Order"'
			back\\slash           | E'back\\\\slash'
			\\'; DROP TABLE x; -- | E'\\\\''; DROP TABLE x; --'
			""")
	void literalIsQuotedWhateverTheServerTakesABackslashFor(String text, String expected) {
		assertThat(SqlNames.literal(text)).isEqualTo(expected);
	}

	@Test
	void emptyTextIsAnEmptyLiteral() {
		assertThat(SqlNames.literal("")).isEqualTo("''");
	}

}

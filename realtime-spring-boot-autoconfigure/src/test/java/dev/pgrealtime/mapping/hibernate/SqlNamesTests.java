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

package dev.pgrealtime.mapping.hibernate;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.mapping.TableName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SqlNames}.
 */
class SqlNamesTests {

	@Test
	void unquotedNamesAreFolded() {
		assertThat(SqlNames.table("Orders")).isEqualTo(new TableName(null, "orders"));
		assertThat(SqlNames.table("Shop.Orders")).isEqualTo(new TableName("shop", "orders"));
		assertThat(SqlNames.table("db.Shop.Orders")).isEqualTo(new TableName("shop", "orders"));
	}

	@Test
	void quotedNamesAreTakenAsTheyAre() {
		assertThat(SqlNames.table("shop.\"Order.Lines\"")).isEqualTo(new TableName("shop", "Order.Lines"));
		assertThat(SqlNames.table("\"My \"\"Shop\"\"\".\"X\"")).isEqualTo(new TableName("My \"Shop\"", "X"));
		assertThat(SqlNames.identifier("\"Qty\"")).isEqualTo("Qty");
	}

	@Test
	void nothingIsNoName() {
		assertThatIllegalArgumentException().isThrownBy(() -> SqlNames.table(""));
	}

	@Test
	void namesAreFoldedAsTheServerFoldsThem() {
		assertThat(SqlNames.identifier("Stra\u00dfe\u00c4I\u0130")).isEqualTo("stra\u00dfe\u00c4i\u0130");
	}

	@Test
	void namesAreCutWhereTheServerCutsThem() {
		assertThat(SqlNames.identifier("a".repeat(64))).isEqualTo("a".repeat(63));
		assertThat(SqlNames.identifier('"' + "B".repeat(62) + "\u00e9\"")).isEqualTo("B".repeat(62));
		assertThat(SqlNames.table("s." + "T".repeat(70)).name()).hasSize(63);
	}

}

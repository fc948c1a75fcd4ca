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

import dev.pgrealtime.pgoutput.Relation.Column;
import dev.pgrealtime.pgoutput.Relation.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Relation}.
 */
class RelationTests {

	@Test
	void decodesTableAndColumns() {
		MessageBytes bytes = relation("public", 'f').int16(2);
		bytes.int8(1).string("id").int32(2950).int32(-1);
		bytes.int8(0).string("straße").int32(1043).int32(44);
		assertThat(bytes.decode()).isEqualTo(new Relation(16400, "public", "orders", Identity.FULL,
				List.of(new Column("id", true, 2950, -1), new Column("straße", false, 1043, 44))));
	}

	@Test
	void decodesTableWithoutPublishedColumns() {
		Relation relation = (Relation) relation("public", 'f').int16(0).decode();
		assertThat(relation.columns()).isEmpty();
	}

	@Test
	void decodesEmptySchemaAsPgCatalog() {
		Relation relation = (Relation) relation("", 'd').int16(0).decode();
		assertThat(relation.schema()).isEqualTo("pg_catalog");
	}

	@ParameterizedTest
	@CsvSource({ "d, DEFAULT", "n, NOTHING", "f, FULL", "i, INDEX" })
	void decodesReplicaIdentity(char code, Identity identity) {
		Relation relation = (Relation) relation("public", code).int16(0).decode();
		assertThat(relation.replicaIdentity()).isEqualTo(identity);
	}

	@Test
	void decodeWhenReplicaIdentityIsUnknownFails() {
		MessageBytes bytes = relation("public", 'x').int16(0);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Relation at offset 19: unexpected replica identity 0x78");
	}

	@Test
	void decodeWhenColumnFlagsAreUnknownFails() {
		MessageBytes bytes = relation("public", 'f').int16(1).int8(2).string("id").int32(2950).int32(-1);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Relation at offset 22: unexpected column flags 0x02");
	}

	@Test
	void decodeWhenMoreColumnsAreAnnouncedThanCanFollowFails() {
		MessageBytes bytes = relation("public", 'f').int16(2).int8(0).string("id").int32(2950).int32(-1);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Relation at offset 20: 2 columns are announced, 12 bytes remain");
	}

	@Test
	void decodeWhenNumberOfColumnsIsNegativeFails() {
		MessageBytes bytes = relation("public", 'f').int16(-1);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Relation at offset 20: -1 columns are announced, 0 bytes remain");
	}

	@Test
	void decodeWhenColumnNameIsNotUtf8Fails() {
		MessageBytes bytes = relation("public", 'f').int16(1).int8(0).hex("C328").int8(0).int32(25).int32(-1);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Relation at offset 23: the column name is not UTF-8");
	}

	private MessageBytes relation(String schema, char replicaIdentity) {
		return MessageBytes.message('R').int32(16400).string(schema).string("orders").tag(replicaIdentity);
	}

}

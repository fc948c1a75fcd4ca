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

package dev.pgrealtime.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChunkRange}.
 */
class ChunkRangeIntegrationTests {

	private static final String ID = "\"the \"\"id\"\"?\"";

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute("CREATE TABLE notes (%s int PRIMARY KEY, tags jsonb)".formatted(ID),
				"INSERT INTO notes VALUES (1, '[\"a\"]'), (2, '[\"it''s?\"]'), (3, '[\"it''s?\"]')");
	}

	@Test
	void takesTheRowsThatFollow() throws SQLException {
		assertThat(ids(ChunkRange.after(null, 2), null)).containsExactly("1", "2");
		assertThat(ids(ChunkRange.after(List.of("2"), 2), null)).containsExactly("3");
	}

	@Test
	void takesTheRowsOfKeys() throws SQLException {
		assertThat(ids(ChunkRange.of(List.of(List.of("3"), List.of("1"))), null)).containsExactlyInAnyOrder("1", "3");
	}

	@Test
	void questionMarksOfAFilterAreNoParameters() throws SQLException {
		String filter = "((tags ? 'it''s?'::text) AND (%s > 2))".formatted(ID);
		assertThat(ids(ChunkRange.after(List.of("1"), 2), filter)).containsExactly("3");
		assertThat(ids(ChunkRange.of(List.of(List.of("3"), List.of("2"))), filter)).containsExactly("3");
	}

	private List<String> ids(ChunkRange range, @Nullable String filter) throws SQLException {
		TableShape shape = new TableShape(0, "public", "notes", "ONLY public.notes", filter,
				List.of(new TableShape.Column("the \"id\"?", ID, 23, -1)), List.of(0));
		try (Connection connection = this.database.connect();
				PreparedStatement query = connection.prepareStatement(range.query(shape))) {
			for (int i = 0; i < range.parameters().size(); i++) {
				query.setObject(i + 1, range.parameters().get(i), Types.OTHER);
			}
			List<String> ids = new ArrayList<>();
			try (ResultSet result = query.executeQuery()) {
				while (result.next()) {
					ids.add(result.getString(1));
				}
			}
			return ids;
		}
	}

}

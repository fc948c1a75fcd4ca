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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;

/**
 * Tells a person what happened, in the words of the tables, so that it can be told of a
 * change that cannot be decoded too. Excluded columns are left out, long values are cut
 * off.
 */
final class ChangeDescription {

	private static final int MAX_VALUE_LENGTH = 100;

	private static final int MAX_LENGTH = 10_000;

	private final List<RegisteredEntity> entities;

	private final Map<Integer, Relation> relations = new HashMap<>();

	private final List<String> lines = new ArrayList<>();

	private ChangeDescription(List<RegisteredEntity> entities) {
		this.entities = entities;
	}

	/**
	 * Describe what was parked.
	 * @param payload what was parked
	 * @param entities the registered entities
	 * @return a line for each change
	 */
	static String of(ParkedPayload payload, List<RegisteredEntity> entities) {
		ChangeDescription description = new ChangeDescription(entities);
		payload.changes().stream().flatMap((change) -> change.messages().stream()).forEach(description::add);
		return ErrorText.storable(String.join("\n", description.lines), MAX_LENGTH);
	}

	/**
	 * Return the table of the first change, which stands for the name of an entity where
	 * that is unknown.
	 * @param messages messages of the stream
	 * @return the table with its schema
	 */
	static String table(List<byte[]> messages) {
		ChangeDescription description = new ChangeDescription(List.of());
		messages.forEach(description::add);
		return description.relations.values().stream().findFirst().map(ChangeDescription::name).orElse("?");
	}

	private void add(byte[] bytes) {
		PgOutputMessage message = PgOutputDecoder.decode(ByteBuffer.wrap(bytes));
		if (message instanceof Relation relation) {
			this.relations.put(relation.id(), relation);
		}
		else if (message instanceof Insert insert) {
			describe("INSERT", insert.relationId(), null, insert.newRow());
		}
		else if (message instanceof Update update) {
			describe("UPDATE", update.relationId(), update.oldRow(), update.newRow());
		}
		else if (message instanceof Delete delete) {
			describe("DELETE", delete.relationId(), null, delete.oldRow().tuple());
		}
		else if (message instanceof Truncate truncate) {
			this.lines.add("TRUNCATE " + truncate.relationIds()
				.stream()
				.map(this.relations::get)
				.map((relation) -> (relation != null) ? name(relation) : "?")
				.collect(Collectors.joining(", ")));
		}
	}

	private void describe(String action, int relationId, @Nullable OldRow oldRow, Tuple row) {
		Relation relation = this.relations.get(relationId);
		if (relation == null) {
			return;
		}
		Set<String> excluded = excludedColumns(relation);
		List<String> values = new ArrayList<>();
		for (int column = 0; column < Math.min(row.size(), relation.columns().size()); column++) {
			String name = relation.columns().get(column).name();
			String value = excluded.contains(name) ? null : value(row, column);
			if (value != null) {
				String before = (oldRow != null && !oldRow.keyOnly()) ? value(oldRow.tuple(), column) : null;
				values.add((before != null && !before.equals(value)) ? "%s: %s -> %s".formatted(name, before, value)
						: "%s: %s".formatted(name, value));
			}
		}
		this.lines.add("%s %s (%s)".formatted(action, name(relation), String.join(", ", values)));
	}

	private Set<String> excludedColumns(Relation relation) {
		return this.entities.stream()
			.flatMap((entity) -> entity.tables()
				.stream()
				.filter((table) -> isSame(table, relation))
				.flatMap((table) -> entity.excludedColumns(table).stream()))
			.collect(Collectors.toSet());
	}

	private static boolean isSame(TableName table, Relation relation) {
		return table.name().equals(relation.name())
				&& (table.schema() == null || table.schema().equals(relation.schema()));
	}

	private static @Nullable String value(Tuple row, int column) {
		if (column >= row.size() || row.isUnchanged(column) || row.isBinary(column)) {
			return null;
		}
		return row.isNull(column) ? "NULL" : ErrorText.storable(row.text(column), MAX_VALUE_LENGTH);
	}

	private static String name(Relation relation) {
		return relation.schema() + '.' + relation.name();
	}

}

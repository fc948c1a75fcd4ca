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

package dev.pgrealtime.hub.filter;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.hub.filter.FilterRows.Item;
import dev.pgrealtime.hub.filter.FilterRows.Status;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds filters to what a {@code WHERE} of PostgreSQL finds, on random rows.
 */
class FilterIntegrationTests {

	private static final String TABLE = """
			CREATE TABLE item (id bigint PRIMARY KEY, note text COLLATE "C", total numeric, paid boolean, key uuid,
				at timestamptz, rate double precision, status text)""";

	private static final List<String> NOTES = List.of("", "a", "A", "ab", "aBc", "b%", "a_c", "a,b", "a\"b", "x(y)",
			"\\", "\uD83D\uDE00", "\uFF5E", "two\nlines", "\u00C4");

	private static final List<String> PATTERNS = List.of("%", "a%", "%b", "a_c", "_", "%\\%", "\\\\", "%b%", "a\\_c",
			"\u00E4", "");

	private static final List<String> EXPRESSIONS = List.of("^a", "b$", "a.c", "^.$", "(a|b)+", "[a-z]{2}", "two.lines",
			"^[^a]*$");

	private static final List<String> NUMBERS = List.of("0", "-0.0", "1", "1.0", "1.50", "-2", "1e3", "1000");

	private static final List<String> RATES = List.of("0", "-0.0", "1.5", "NaN", "Infinity", "-Infinity", "1e3");

	private static final List<String> KEYS = List.of("00000000-0000-0000-0000-000000000001",
			"80000000-0000-0000-0000-000000000000", "7fffffff-0000-0000-8000-000000000000");

	private static final List<String> TIMES = List.of("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00",
			"2026-01-01T00:00:00.000001Z", "1969-12-31T23:59:59Z");

	private static final List<String> COMPARISONS = List.of("eq", "neq", "gt", "gte", "lt", "lte", "isdistinct", "in");

	private final Random random = new Random(7);

	private final List<Item> items = new ArrayList<>();

	@Test
	void matchesWhatPostgresMatches() throws SQLException {
		TestDatabase database = PostgresServer.newDatabase();
		database.execute(TABLE);
		try (Connection connection = database.connect()) {
			insert(connection);
			for (int i = 0; i < 3000; i++) {
				Clause clause = clause(2);
				RowFilter filter = FilterRows.filter("and=(" + clause.filter() + ")");
				assertThat(evaluate(filter)).as(clause.toString()).isEqualTo(query(connection, clause.sql()));
			}
		}
	}

	private void insert(Connection connection) throws SQLException {
		try (PreparedStatement insert = connection
			.prepareStatement("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
			for (long id = 0; id < 200; id++) {
				Item item = randomItem(id);
				this.items.add(item);
				insert.setLong(1, id);
				insert.setString(2, item.note());
				insert.setBigDecimal(3, item.total());
				insert.setObject(4, item.paid());
				insert.setObject(5, item.key());
				insert.setTimestamp(6, (item.at() != null) ? Timestamp.from(item.at()) : null);
				insert.setObject(7, item.rate());
				insert.setString(8, (item.status() != null) ? item.status().name() : null);
				insert.executeUpdate();
			}
		}
	}

	private Item randomItem(long id) {
		return new Item(id, some(NOTES), mapped(NUMBERS, BigDecimal::new),
				mapped(List.of("true", "false"), Boolean::valueOf), mapped(KEYS, UUID::fromString),
				mapped(TIMES, (time) -> OffsetDateTime.parse(time).toInstant()), mapped(RATES, Double::valueOf),
				mapped(List.of("OPEN", "PAID"), Status::valueOf));
	}

	private String some(List<String> values) {
		return (this.random.nextInt(5) > 0) ? any(values) : null;
	}

	private <T> T mapped(List<String> values, Function<String, T> mapper) {
		String value = some(values);
		return (value != null) ? mapper.apply(value) : null;
	}

	private String any(List<String> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	private List<Long> evaluate(RowFilter filter) {
		return this.items.stream()
			.filter((item) -> filter.judge(FilterRows.inserted(item)) == FilterOutcome.MATCHING)
			.map(Item::id)
			.toList();
	}

	private static List<Long> query(Connection connection, String where) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT id FROM item WHERE " + where + " ORDER BY id")) {
			List<Long> ids = new ArrayList<>();
			while (result.next()) {
				ids.add(result.getLong(1));
			}
			return ids;
		}
	}

	private Clause clause(int depth) {
		if (depth > 0 && this.random.nextInt(3) == 0) {
			String connective = this.random.nextBoolean() ? "and" : "or";
			Clause first = clause(depth - 1);
			Clause second = clause(0);
			return not(new Clause(connective + "(" + first.filter() + "," + second.filter() + ")",
					"((" + first.sql() + ") " + connective + " (" + second.sql() + "))"), "");
		}
		return switch (this.random.nextInt(10)) {
			case 0 -> not(new Clause("is.null", "note IS NULL"), "note.");
			case 1 -> {
				String value = any(List.of("true", "false", "unknown", "null"));
				yield not(new Clause("is." + value, "paid IS " + value), "paid.");
			}
			case 2 -> text("like", "LIKE", any(PATTERNS));
			case 3 -> text("ilike", "ILIKE", any(PATTERNS));
			case 4 -> text("match", "~", any(EXPRESSIONS));
			case 5 -> text("imatch", "~*", any(EXPRESSIONS));
			default -> comparison();
		};
	}

	private Clause text(String operator, String sql, String pattern) {
		return not(
				new Clause(operator + "." + quote(pattern), "note COLLATE pg_c_utf8 " + sql + " " + literal(pattern)),
				"note.");
	}

	private Clause comparison() {
		String operator = any(COMPARISONS);
		return switch (this.random.nextInt(7)) {
			case 0 -> compare("note", operator, "text", NOTES);
			case 1 -> compare("total", operator, "numeric", NUMBERS);
			case 2 -> compare("paid", operator, "boolean", List.of("true", "f", "ON", "0"));
			case 3 -> compare("key", operator, "uuid", KEYS);
			case 4 -> compare("at", operator, "timestamptz", TIMES);
			case 5 -> compare("rate", operator, "float8", RATES);
			default ->
				compare("status", any(List.of("eq", "neq", "isdistinct", "in")), "text", List.of("OPEN", "PAID"));
		};
	}

	private Clause compare(String attribute, String operator, String type, List<String> values) {
		if (operator.equals("in")) {
			List<String> some = IntStream.range(0, 1 + this.random.nextInt(3)).mapToObj((i) -> any(values)).toList();
			return not(new Clause(
					"in." + some.stream().map(FilterIntegrationTests::quote).collect(Collectors.joining(",", "(", ")")),
					attribute + " IN "
							+ some.stream()
								.map((value) -> literal(value) + "::" + type)
								.collect(Collectors.joining(",", "(", ")"))),
					attribute + ".");
		}
		String sql = switch (operator) {
			case "eq" -> "=";
			case "neq" -> "<>";
			case "gt" -> ">";
			case "gte" -> ">=";
			case "lt" -> "<";
			case "lte" -> "<=";
			default -> "IS DISTINCT FROM";
		};
		String value = any(values);
		return not(
				new Clause(operator + "." + quote(value), attribute + " " + sql + " " + literal(value) + "::" + type),
				attribute + ".");
	}

	private Clause not(Clause clause, String attribute) {
		return (this.random.nextInt(3) == 0)
				? new Clause(attribute + "not." + clause.filter(), "NOT (" + clause.sql() + ")")
				: new Clause(attribute + clause.filter(), clause.sql());
	}

	private static String quote(String value) {
		return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	private static String literal(String value) {
		return "'" + value + "'";
	}

	private record Clause(String filter, String sql) {

	}

}

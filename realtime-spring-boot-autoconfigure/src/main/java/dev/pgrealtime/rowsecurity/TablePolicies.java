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

package dev.pgrealtime.rowsecurity;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The policies of a table that apply to the queries of one role, and what the table looks
 * like.
 *
 * @param tableId the OID of the table
 * @param schemaId the OID of its schema
 * @param name the name of the table, which is how policies call it
 * @param rowType the type of its rows, as SQL
 * @param columns the numbers of its columns by their names, in their order
 * @param permissive the conditions of which one has to be met
 * @param restrictive the conditions that all have to be met
 * @param neededColumns the columns that the conditions depend on
 */
record TablePolicies(long tableId, long schemaId, String name, String rowType, Map<String, Integer> columns,
		List<String> permissive, List<String> restrictive, Set<String> neededColumns) {

	/**
	 * The catalogue tells conditions by the names of columns as they are now, and with
	 * all schemas as long as the search path is empty. A condition that mentions whole
	 * rows depends on all columns, although {@code pg_depend} does not know.
	 */
	static final String QUERY = """
			WITH policy AS MATERIALIZED (
				SELECT p.oid, p.polrelid, p.polname, p.polpermissive, p.polqual
				FROM pg_catalog.pg_policy p
				WHERE p.polrelid = CAST(? AS oid) AND p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL
				AND EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) AS r(id)
					WHERE r.id = 0 OR pg_catalog.pg_has_role(CAST(? AS name), r.id, 'USAGE')))
			SELECT c.oid, c.relnamespace, c.relname, pg_catalog.format_type(c.reltype, NULL) AS row_type,
				ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
					WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
				ARRAY(SELECT a.attnum::int FROM pg_catalog.pg_attribute a
					WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS numbers,
				ARRAY(SELECT pg_catalog.pg_get_expr(p.polqual, p.polrelid) FROM policy p
					WHERE p.polpermissive ORDER BY p.polname) AS permissive,
				ARRAY(SELECT pg_catalog.pg_get_expr(p.polqual, p.polrelid) FROM policy p
					WHERE NOT p.polpermissive ORDER BY p.polname) AS restrictive,
				ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
					WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND (
						EXISTS (SELECT FROM policy p WHERE p.polqual::text LIKE '%:varattno 0 %')
						OR EXISTS (SELECT FROM policy p JOIN pg_catalog.pg_depend d ON d.objid = p.oid
							WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
							AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
							AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))) AS needed
			FROM pg_catalog.pg_class c WHERE c.oid = CAST(? AS oid)
			""";

	static TablePolicies of(ResultSet result) throws SQLException {
		List<String> names = strings(result.getArray("columns"));
		List<String> numbers = strings(result.getArray("numbers"));
		Map<String, Integer> columns = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			columns.put(names.get(i), Integer.valueOf(numbers.get(i)));
		}
		return new TablePolicies(result.getLong("oid"), result.getLong("relnamespace"), text(result, "relname"),
				text(result, "row_type"), columns, strings(result.getArray("permissive")),
				strings(result.getArray("restrictive")), Set.copyOf(strings(result.getArray("needed"))));
	}

	private static String text(ResultSet result, String column) throws SQLException {
		return Objects.requireNonNull(result.getString(column), column);
	}

	private static List<String> strings(Array array) throws SQLException {
		return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
	}

	/**
	 * Return a condition for the privileges that the role needs.
	 * @param names the columns that it is to read
	 * @return the condition, never {@code true} without a column
	 */
	String readable(Collection<String> names) {
		// There is a value that stands for no role at all, with which we would remain who
		// we are
		String numbers = names.stream()
			.map(this.columns::get)
			.filter(Objects::nonNull)
			.map(String::valueOf)
			.collect(Collectors.joining(","));
		return """
				current_user = pg_catalog.current_setting('role') AND pg_catalog.has_schema_privilege(%d::oid, 'USAGE')
				AND (SELECT pg_catalog.bool_and(pg_catalog.has_column_privilege(%d::oid, a.number, 'SELECT'))
					FROM pg_catalog.unnest('{%s}'::int2[]) AS a(number))""".formatted(this.schemaId, this.tableId,
				numbers);
	}

	/**
	 * Return the query for the rows that the role sees.
	 * @param names the columns that it is to read
	 * @return the query for the numbers of the rows, from 1
	 */
	String visible(Collection<String> names) {
		// Nothing but the row is in the innermost scope, so a name in a condition means
		// the same as in its policy
		return """
				SELECT i.number
				FROM ROWS FROM (pg_catalog.unnest(pg_catalog.current_setting('%s')::text[]),
					pg_catalog.unnest(pg_catalog.current_setting('%s')::bool[])) WITH ORDINALITY AS i(image, known, number)
				WHERE %s
				AND CASE WHEN NOT pg_catalog.row_security_active(%d::oid) THEN true
					WHEN NOT i.known THEN false
					ELSE EXISTS (SELECT FROM pg_catalog.unnest(ARRAY[i.image::%s]) AS %s WHERE %s) END"""
			.formatted(RowSecurity.IMAGES, RowSecurity.KNOWN, readable(names), this.tableId, this.rowType,
					'"' + this.name.replace("\"", "\"\"") + '"', condition());
	}

	private String condition() {
		if (this.permissive.isEmpty()) {
			return "false";
		}
		List<String> conditions = new ArrayList<>();
		conditions.add(this.permissive.stream().map(TablePolicies::inBrackets).collect(Collectors.joining(" OR ")));
		conditions.addAll(this.restrictive);
		return conditions.stream().map(TablePolicies::inBrackets).collect(Collectors.joining(" AND "));
	}

	private static String inBrackets(String condition) {
		return "(" + condition + ")";
	}

	/**
	 * Return whether a row tells what the conditions depend on.
	 * @param row the row
	 * @return {@code false} if nobody can say who may see the row
	 */
	boolean isKnown(TableRow row) {
		return row.values().keySet().containsAll(this.neededColumns);
	}

	/**
	 * Return a row in the text of its type, in which nothing is {@code NULL}.
	 * @param row the row
	 * @return the text, with {@code NULL} for what is unknown
	 */
	String text(TableRow row) {
		return this.columns.keySet()
			.stream()
			.map((name) -> quote(row.values().get(name)))
			.collect(Collectors.joining(",", "(", ")"));
	}

	private static String quote(@Nullable String value) {
		return (value != null) ? '"' + value.replace("\\", "\\\\").replace("\"", "\"\"") + '"' : "";
	}

}

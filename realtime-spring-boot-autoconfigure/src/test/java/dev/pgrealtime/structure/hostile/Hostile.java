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

package dev.pgrealtime.structure.hostile;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import dev.pgrealtime.RealtimeEntity;

/**
 * An entity whose table and columns have names of the worst kind. Hibernate wants quotes
 * within a name doubled, as it writes it into its SQL as it is.
 */
@Entity
@Table(schema = "`sh''op \"\"%s\"\"; {0} \\`", name = "`a\"\"; drop table x; --`")
@RealtimeEntity(channel = "hostile", exclude = "secret")
public class Hostile {

	private static final String TABLE = "\"sh''op \"\"%s\"\"; {0} \\\".\"a\"\"; drop table x; --\"";

	private static final String ID = "\"i\"\"d'; drop table x; --\"";

	private static final String NAME = "\"$1 ? :n %d.{fn} [na\nme] $$\"";

	// One byte longer than a name may be, in the middle of a character
	private static final String TEXT = "\"" + "t".repeat(62) + "é\"";

	private static final String SECRET = "\"se'cret\\\"";

	/** How to make the table, with a row. */
	public static final String[] TABLES = { "CREATE SCHEMA \"sh''op \"\"%s\"\"; {0} \\\"",
			"CREATE TABLE %s (%s int PRIMARY KEY, %s text, %s text, %s text)".formatted(TABLE, ID, NAME, TEXT, SECRET),
			insert(1, "first") };

	/** The identifier. */
	@Id
	@Column(name = "`i\"\"d'; drop table x; --`")
	public int id;

	/** A column. */
	@Column(name = "`$1 ? :n %d.{fn} [na\nme] $$`")
	public String name;

	/** A column with a long name. */
	@Column(name = "`tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttté`")
	public String text;

	/** A column that is not published. */
	@Column(name = "`se'cret\\`")
	public String secret;

	public static String insert(int id, String name) {
		return "INSERT INTO %s VALUES (%d, '%s', 'text', 'hidden')".formatted(TABLE, id, name);
	}

	public static String update(int id, String name) {
		return "UPDATE %s SET %s = '%s' WHERE %s = %d".formatted(TABLE, NAME, name, ID, id);
	}

	public static String delete(int id) {
		return "DELETE FROM %s WHERE %s = %d".formatted(TABLE, ID, id);
	}

}

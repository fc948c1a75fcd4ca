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

/**
 * Quotes names and texts for the statements that take no parameters.
 */
final class SqlNames {

	private SqlNames() {
	}

	static String identifier(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

	static String identifier(String schema, String name) {
		return identifier(schema) + '.' + identifier(name);
	}

	/**
	 * Quote a text for a replication command, in which a backslash means itself.
	 * @param text the text
	 * @return the literal
	 */
	static String replicationLiteral(String text) {
		return '\'' + text.replace("'", "''") + '\'';
	}

	static String literal(String text) {
		return ((text.indexOf('\\') >= 0) ? "E" : "") + '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
	}

}

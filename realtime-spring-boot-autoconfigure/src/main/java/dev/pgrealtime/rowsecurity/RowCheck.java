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

import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;

/**
 * Knows what somebody may see. Not safe for use by several threads.
 */
public interface RowCheck extends AutoCloseable {

	/**
	 * Return whether somebody may read a table at all.
	 * @param identity who that is
	 * @param table the table
	 * @return {@code false} without the privilege to read each column that is sent
	 * @throws SQLException if that cannot be told, as without such a table or role
	 */
	boolean mayRead(DatabaseIdentity identity, PublishedTable table) throws SQLException;

	/**
	 * Return which rows somebody may see.
	 * @param identity who that is
	 * @param tableId the OID of the table, unsigned
	 * @param rows the rows, all of that table
	 * @return the indexes of the rows that may be seen, which one that does not tell what
	 * a policy depends on is not
	 * @throws SQLException if that cannot be told
	 */
	BitSet visible(DatabaseIdentity identity, long tableId, List<TableRow> rows) throws SQLException;

	@Override
	void close();

}

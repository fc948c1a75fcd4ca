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

package dev.pgrealtime;

/**
 * What PostgreSQL writes to the WAL about the old version of a row that is updated or
 * deleted, and what this starter does to get it.
 *
 * @see <a href=
 * "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY">REPLICA
 * IDENTITY</a>
 */
public enum ReplicaIdentity {

	/**
	 * The whole old row. The table is altered to {@code REPLICA IDENTITY FULL}, so that
	 * old entities are complete and every changed attribute is known. Costs WAL in
	 * proportion to the size of a row. A table with {@linkplain RealtimeEntity#exclude()
	 * excluded} columns gets {@link #DEFAULT} instead, and so does one with virtual
	 * generated columns, which PostgreSQL does not publish.
	 */
	FULL,

	/**
	 * The primary key only. The table is altered to {@code REPLICA IDENTITY DEFAULT}: an
	 * old entity holds its identifier and nothing else, and which attributes changed is
	 * unknown.
	 */
	DEFAULT,

	/**
	 * Leave the table as it is.
	 */
	UNCHANGED

}

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

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.ReplicaIdentity;

/**
 * A table whose changes are to be published.
 *
 * @param schema the schema, or {@code null} for the current schema of the connection
 * @param name the name, as the catalogue spells it
 * @param replicaIdentity the replica identity that it shall have
 * @param excludedColumns the names of the columns that shall not be published
 */
public record PublishedTable(@Nullable String schema, String name, ReplicaIdentity replicaIdentity,
		Set<String> excludedColumns) {

	public PublishedTable {
		excludedColumns = Set.copyOf(excludedColumns);
	}

	/**
	 * Return the name as SQL spells it.
	 * @return the quoted name, with its schema if there is one
	 */
	String identifier() {
		return (this.schema != null) ? SqlNames.identifier(this.schema, this.name) : SqlNames.identifier(this.name);
	}

	/**
	 * Return a copy that excludes less.
	 * @param condition which of the columns stay excluded
	 * @return the copy
	 */
	public PublishedTable withExcludedColumns(Predicate<String> condition) {
		return new PublishedTable(this.schema, this.name, this.replicaIdentity,
				this.excludedColumns.stream().filter(condition).collect(Collectors.toSet()));
	}

}

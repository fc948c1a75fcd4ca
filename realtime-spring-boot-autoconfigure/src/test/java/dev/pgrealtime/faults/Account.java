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

package dev.pgrealtime.faults;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * The entity that a {@link Workload} changes.
 */
@Entity
@RealtimeEntity
public class Account {

	/**
	 * What makes the table; long notes are kept out of line.
	 */
	public static final String[] TABLE = {
			"CREATE TABLE account (id bigint PRIMARY KEY, owner text NOT NULL, version bigint NOT NULL, note text)",
			"ALTER TABLE account ALTER note SET STORAGE EXTERNAL", "CREATE SEQUENCE account_version" };

	@Id
	private long id;

	private String owner = "";

	private long version;

	private @Nullable String note;

	public long getId() {
		return this.id;
	}

	public String getOwner() {
		return this.owner;
	}

	public long getVersion() {
		return this.version;
	}

	public @Nullable String getNote() {
		return this.note;
	}

}

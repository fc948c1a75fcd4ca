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

package dev.pgrealtime.tenants;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.ReplicaIdentity;

/**
 * A row whose text names its tenant.
 */
@Entity
@Table(name = "entry")
@RealtimeEntity(tenant = "owner", replicaIdentity = ReplicaIdentity.DEFAULT)
class Entry {

	static final String TABLE = "CREATE TABLE entry (id bigint PRIMARY KEY, owner text, note text NOT NULL)";

	@Id
	private long id;

	private @Nullable String owner;

	private String note = "";

	protected Entry() {
	}

	long getId() {
		return this.id;
	}

	@Nullable String getOwner() {
		return this.owner;
	}

	String getNote() {
		return this.note;
	}

}

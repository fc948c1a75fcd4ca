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

package dev.pgrealtime.mapping;

import java.util.List;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.ReplicaIdentity;

/**
 * An entity that was annotated or registered, and the tables that hold its rows.
 *
 * @param model the entity
 * @param replicaIdentity the replica identity that the tables shall have
 * @param tables the tables: one, unless inheritance is {@code JOINED} or
 * {@code TABLE_PER_CLASS} or there is a {@code @SecondaryTable}
 */
public record RegisteredEntity(EntityModel<?> model, ReplicaIdentity replicaIdentity, List<TableName> tables) {

	public RegisteredEntity {
		tables = List.copyOf(tables);
	}

}

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

import java.util.Set;

/**
 * One version of a row: the entity, and which of its attributes the WAL did not carry.
 * <p>
 * An unknown attribute is left at the value that the constructor of the entity gave it;
 * that value says nothing about the row. Attributes are unknown where the column was not
 * published, an unchanged out-of-line value was not sent, the replica identity holds the
 * key only, the attribute is excluded, the change left alone that one of several tables
 * of the entity, or it is no column of the table at all (collections, formulas, the
 * inverse side of an association).
 *
 * @param <T> the entity type
 * @param entity the entity, detached, with to-one associations as id-only references. Not
 * copied: listeners that change it change it for the listeners after them
 * @param unknownAttributes the names of the attributes that are unknown, unmodifiable
 */
public record EntityImage<T>(T entity, Set<String> unknownAttributes) {

}

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

package dev.pgrealtime.pgoutput;

/**
 * The name of a type that is not built in, sent before the {@link Relation} that uses it.
 *
 * @param oid the OID of the type
 * @param schema the schema
 * @param name the name of the type
 */
public record Type(int oid, String schema, String name) implements PgOutputMessage {

	static Type decode(MessageReader in) {
		int oid = in.int32();
		String schema = in.string("schema");
		return new Type(oid, schema.isEmpty() ? "pg_catalog" : schema, in.string("type name"));
	}

}

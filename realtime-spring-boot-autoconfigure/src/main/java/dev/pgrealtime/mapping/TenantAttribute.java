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

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The attribute of an entity that says to which tenant a row belongs.
 *
 * @param path its name, or with dots the path to it
 * @param root the name of the attribute of the entity that holds it, by which an image
 * lists it as unknown
 * @param javaType the class of its values
 * @param reader reads the value off an entity of any class of the hierarchy, {@code null}
 * for SQL {@code NULL}. Safe for use by several threads
 */
public record TenantAttribute(String path, String root, Class<?> javaType, Function<Object, @Nullable Object> reader) {

}

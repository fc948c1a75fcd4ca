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
 * An entity class whose changes are published.
 *
 * @param <T> the entity type
 * @param name the JPA entity name
 * @param entityType the entity class
 * @param channel the channel under which its events are streamed
 * @param attributes the names of all its attributes, the identifier's among them,
 * unmodifiable
 */
public record EntityModel<T>(String name, Class<T> entityType, String channel, Set<String> attributes) {

}

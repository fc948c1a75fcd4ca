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

/**
 * The entities whose changes are published. Safe for use by several threads.
 */
public interface EntityCatalog {

	/**
	 * Return the registered entities.
	 * @return the entities, one for each registration
	 */
	List<RegisteredEntity> entities();

	/**
	 * Create a decoder for the changes of one replication connection.
	 * @param scope what a change that cannot be decoded stands in the way of
	 * @return a decoder that knows no relation yet
	 */
	ChangeDecoder newDecoder(FailureScope scope);

	/**
	 * Create a decoder that holds back an entity after a change of it that cannot be
	 * decoded.
	 * @return a decoder that knows no relation yet
	 */
	default ChangeDecoder newDecoder() {
		return newDecoder(FailureScope.ENTITY);
	}

}

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

/**
 * Who makes the publication, the slot, the replica identities and the tables of our own.
 */
public enum Provisioning {

	/**
	 * They are made at start-up and kept in step with the registered entities.
	 */
	CREATE,

	/**
	 * They are compared with the registered entities. A difference fails the start of the
	 * application and names the SQL that removes it.
	 */
	VALIDATE,

	/**
	 * They are somebody else's business, and only have to exist.
	 */
	NONE

}

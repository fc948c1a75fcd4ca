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

import java.util.Locale;

/**
 * What could be wrong, to see that the simulation finds it.
 */
enum SimulatedBug {

	/** What is received is confirmed, as drivers like to do. */
	CONFIRM_RECEIVED,

	/** A transaction is confirmed when it is done, whatever was before it. */
	CONFIRM_OUT_OF_ORDER,

	/** The stream goes on after the last change that was sent. */
	RESUME_MID_TRANSACTION,

	/** Relations are taken for known that were known on an earlier connection. */
	DROP_RELATIONS,

	/** A gap is found, and nobody is told. */
	SKIP_GAP;

	static SimulatedBug of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	/**
	 * Return the name that a person gives it.
	 * @return the name
	 */
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}

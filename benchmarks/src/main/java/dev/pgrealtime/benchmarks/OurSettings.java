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

package dev.pgrealtime.benchmarks;

import java.util.Map;

import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * The settings of an application with the starter, which are few.
 */
public final class OurSettings {

	private OurSettings() {
	}

	/**
	 * Make the properties of an application.
	 * @param server the server
	 * @param slot the name of the slot
	 * @param publication the name of the publication
	 * @return the properties
	 */
	public static Map<String, Object> of(ServerAddress server, String slot, String publication) {
		return Map.of("spring.main.banner-mode", "off", "spring.datasource.url", server.url(),
				"spring.datasource.username", ServerAddress.USER, "spring.datasource.password", ServerAddress.PASSWORD,
				"realtime.slot.name", slot, "realtime.publication.name", publication);
	}

}

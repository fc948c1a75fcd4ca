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

package dev.pgrealtime.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The connection of {@code realtime.connection}, each detail of which defaults to that of
 * the application's own data source.
 */
final class PropertiesRealtimeConnectionDetails implements RealtimeConnectionDetails {

	private final RealtimeProperties.Connection properties;

	private final @Nullable JdbcConnectionDetails jdbc;

	PropertiesRealtimeConnectionDetails(RealtimeProperties.Connection properties,
			@Nullable JdbcConnectionDetails jdbc) {
		this.properties = properties;
		this.jdbc = jdbc;
	}

	@Override
	public String getJdbcUrl() {
		if (this.properties.url() != null) {
			return this.properties.url();
		}
		if (this.jdbc != null) {
			return this.jdbc.getJdbcUrl();
		}
		throw new RealtimeConfigurationException(
				"The address of the PostgreSQL server to stream from is unknown, "
						+ "because the application's data source is not auto-configured, or one of several",
				"Set realtime.connection.url, username and password; or define a RealtimeConnectionDetails bean; "
						+ "or set realtime.enabled=false.");
	}

	@Override
	public @Nullable String getUsername() {
		if (this.properties.username() != null) {
			return this.properties.username();
		}
		return (this.jdbc != null) ? this.jdbc.getUsername() : null;
	}

	@Override
	public @Nullable String getPassword() {
		if (this.properties.password() != null || this.properties.username() != null) {
			return this.properties.password();
		}
		return (this.jdbc != null) ? this.jdbc.getPassword() : null;
	}

}

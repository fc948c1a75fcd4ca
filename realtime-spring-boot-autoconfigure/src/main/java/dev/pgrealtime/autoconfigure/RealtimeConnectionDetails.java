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
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Details required to establish the replication connection. Defaults to
 * {@code realtime.connection}, and then to the application's own data source.
 * <p>
 * They are asked for before each connection, by any thread, so that a bean that returns
 * another password from some moment on is all it takes to rotate credentials. What is
 * thrown is reported, and the connection is tried again.
 */
public interface RealtimeConnectionDetails extends ConnectionDetails {

	/**
	 * Return the JDBC URL of the PostgreSQL server itself, not of a pooler.
	 * @return the JDBC URL
	 */
	String getJdbcUrl();

	/**
	 * Return the role that replicates.
	 * @return the role, or {@code null} to leave it to the URL
	 */
	@Nullable String getUsername();

	/**
	 * Return the password of the role.
	 * @return the password, or {@code null} to leave it to the URL
	 */
	@Nullable String getPassword();

}

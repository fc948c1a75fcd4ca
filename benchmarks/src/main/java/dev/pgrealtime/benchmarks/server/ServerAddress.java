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

package dev.pgrealtime.benchmarks.server;

/**
 * How to reach the server.
 *
 * @param host the host
 * @param port the port
 */
public record ServerAddress(String host, int port) {

	/**
	 * The name of the role, which is a superuser.
	 */
	public static final String USER = "postgres";

	/**
	 * The password, which the server does not ask for.
	 */
	public static final String PASSWORD = "postgres";

	/**
	 * The name of the database.
	 */
	public static final String DATABASE = "postgres";

	/**
	 * Return the address for JDBC over a plain socket.
	 * @return the URL, without role and password
	 */
	public String url() {
		return url("disable");
	}

	/**
	 * Return the address for JDBC over TLS.
	 * @return the URL, without role and password
	 */
	public String tlsUrl() {
		return url("require");
	}

	private String url(String sslMode) {
		return "jdbc:postgresql://%s:%d/%s?sslmode=%s".formatted(this.host, this.port, DATABASE, sslMode);
	}

}

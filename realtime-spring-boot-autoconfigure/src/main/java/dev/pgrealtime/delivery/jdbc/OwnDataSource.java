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

package dev.pgrealtime.delivery.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import org.springframework.jdbc.datasource.AbstractDataSource;

import dev.pgrealtime.replication.PgConnections;

/**
 * Opens a connection of our own for each piece of work, which is rare enough.
 */
final class OwnDataSource extends AbstractDataSource {

	private final PgConnections connections;

	OwnDataSource(PgConnections connections) {
		this.connections = connections;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return this.connections.openOrdinary();
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return getConnection();
	}

}

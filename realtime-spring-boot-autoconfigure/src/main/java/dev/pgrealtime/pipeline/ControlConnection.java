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

package dev.pgrealtime.pipeline;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.HostConnection;
import dev.pgrealtime.replication.PgConnections;

/**
 * The ordinary connection that stands beside the replication connection, opened when it
 * is first needed, and again after it broke. Safe for use by several threads, as the
 * driver is.
 */
public final class ControlConnection implements HostConnection, AutoCloseable {

	private final PgConnections connections;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Connection connection;

	/**
	 * Create a connection that is not open yet.
	 * @param connections opens it
	 */
	public ControlConnection(PgConnections connections) {
		this.connections = connections;
	}

	@Override
	public Connection get() throws SQLException {
		this.lock.lock();
		try {
			Connection connection = this.connection;
			if (connection == null || connection.isClosed()) {
				connection = this.connections.openKept();
				this.connection = connection;
			}
			return connection;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		Connection connection = take();
		if (connection != null) {
			try {
				connection.close();
			}
			catch (SQLException ex) {
				// It is of no use any more either way
			}
		}
	}

	private @Nullable Connection take() {
		this.lock.lock();
		try {
			Connection connection = this.connection;
			this.connection = null;
			return connection;
		}
		finally {
			this.lock.unlock();
		}
	}

}

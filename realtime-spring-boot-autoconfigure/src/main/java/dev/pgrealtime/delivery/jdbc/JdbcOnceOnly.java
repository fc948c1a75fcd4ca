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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.delivery.OnceOnly;

/**
 * {@link OnceOnly} by a table in the database that the application writes to, in
 * transactions of the application.
 */
public final class JdbcOnceOnly implements OnceOnly {

	private final DataSource dataSource;

	private final TransactionTemplate transaction;

	private final DeliveredEvents deliveredEvents;

	/**
	 * Create a recorder of positions.
	 * @param dataSource where the application writes to
	 * @param transactionManager begins the transactions of the data source
	 * @param deliveredEvents the positions that are recorded
	 */
	public JdbcOnceOnly(DataSource dataSource, PlatformTransactionManager transactionManager,
			DeliveredEvents deliveredEvents) {
		this.dataSource = dataSource;
		this.transaction = new TransactionTemplate(transactionManager);
		this.deliveredEvents = deliveredEvents;
	}

	@Override
	public boolean run(String listenerId, EventPosition position, Runnable work) {
		boolean done = Boolean.TRUE.equals(this.transaction.execute((status) -> {
			if (!record(listenerId, position)) {
				return false;
			}
			work.run();
			if (status.isRollbackOnly()) {
				throw new IllegalStateException(
						"Listener '%s' has marked its transaction for rollback at %s".formatted(listenerId, position));
			}
			return true;
		}));
		this.deliveredEvents.forgetSometimes();
		return done;
	}

	private boolean record(String listenerId, EventPosition position) {
		if (!TransactionSynchronizationManager.hasResource(this.dataSource)) {
			throw new IllegalStateException(
					"The transaction manager of the application does not begin transactions of its DataSource, "
							+ "so listener '%s' cannot be exactlyOnce".formatted(listenerId));
		}
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return record(connection, listenerId, position);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	private boolean record(Connection connection, String listenerId, EventPosition position) {
		String sql = """
				INSERT INTO %s (slot, listener, commit_lsn, ordinal) VALUES (?, ?, ?::pg_lsn, ?)
				ON CONFLICT (slot, listener, commit_lsn, ordinal) DO NOTHING RETURNING %s"""
			.formatted(this.deliveredEvents.tableName(), Sql.DURABLY);
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setString(1, this.deliveredEvents.slot());
			statement.setString(2, listenerId);
			statement.setString(3, position.commitLsn().toString());
			statement.setLong(4, position.ordinal());
			try (ResultSet result = statement.executeQuery()) {
				return result.next();
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(
					"The position of an event cannot be recorded in %s, which the role of the application has to be allowed to: %s"
						.formatted(this.deliveredEvents.tableName(), ex.getMessage()),
					ex);
		}
	}

}

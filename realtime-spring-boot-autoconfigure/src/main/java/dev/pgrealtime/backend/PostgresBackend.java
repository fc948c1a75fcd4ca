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

package dev.pgrealtime.backend;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.pgrealtime.hub.HubBackend;
import dev.pgrealtime.hub.HubEnvelope;
import dev.pgrealtime.replication.NotificationListener;

/**
 * {@link HubBackend} by LISTEN and NOTIFY of PostgreSQL. A message is part of the
 * transaction of the application in which it is sent. Of one that PostgreSQL does not
 * know of, such as that of another database, it waits for the commit.
 */
public final class PostgresBackend implements HubBackend {

	/** What PostgreSQL refuses, in bytes. */
	private static final int TOO_LARGE = 8000;

	private static final Log logger = LogFactory.getLog(PostgresBackend.class);

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	private final NotificationListener listener;

	private final String channel;

	/**
	 * Create a backend.
	 * @param dataSource where the application writes to
	 * @param listener listens for what is sent
	 * @param channel the channel of NOTIFY that is listened to
	 */
	public PostgresBackend(DataSource dataSource, NotificationListener listener, String channel) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
		this.listener = listener;
		this.channel = channel;
	}

	@Override
	public void start(Receiver receiver) {
		this.listener.start((text) -> receive(text, receiver), receiver::missed);
	}

	private void receive(String text, Receiver receiver) {
		try {
			receiver.received(EnvelopeText.read(text));
		}
		catch (RuntimeException ex) {
			logger.warn("Passing over a notification on channel '%s': %s".formatted(this.channel, ex.getMessage()));
		}
	}

	@Override
	public void publish(HubEnvelope envelope) {
		String text = EnvelopeText.write(envelope);
		int bytes = text.getBytes(StandardCharsets.UTF_8).length;
		if (bytes >= TOO_LARGE) {
			throw new IllegalArgumentException(("The message for channel '%s' has %d bytes, %d of them payload, and "
					+ "PostgreSQL's NOTIFY carries less than %d. Store what is large, and publish its identifier")
				.formatted(envelope.channel(), bytes, envelope.payload().getBytes(StandardCharsets.UTF_8).length,
						TOO_LARGE));
		}
		if (TransactionSynchronizationManager.hasResource(this.dataSource)) {
			this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> send(connection, text));
			LateCommit.run(() -> this.jdbc.execute((ConnectionCallback<Boolean>) PostgresBackend::commit));
		}
		else {
			AfterCommit.run(() -> this.jdbc
				.execute((ConnectionCallback<Boolean>) (connection) -> send(connection, text) && commit(connection)));
		}
	}

	private static boolean commit(Connection connection) throws SQLException {
		if (!connection.getAutoCommit()) {
			connection.commit();
		}
		return true;
	}

	private boolean send(Connection connection, String text) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
			statement.setString(1, this.channel);
			statement.setString(2, text);
			return statement.execute();
		}
	}

	@Override
	public void stop() {
		this.listener.stop();
	}

}

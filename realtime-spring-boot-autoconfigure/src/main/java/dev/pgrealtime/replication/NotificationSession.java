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

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens on a thread of its own until it is stopped.
 */
final class NotificationSession implements Runnable {

	private static final Log logger = LogFactory.getLog(NotificationSession.class);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final CountDownLatch stopRequested = new CountDownLatch(1);

	private final PgConnections connections;

	private final String channel;

	private final Backoff backoff;

	private final int silenceMillis;

	private final Consumer<String> onNotification;

	private final Consumer<String> onMissed;

	private final Thread thread;

	private volatile @Nullable ServerConnection connection;

	private int failures;

	NotificationSession(PgConnections connections, String channel, Backoff backoff, Duration silenceTimeout,
			Consumer<String> onNotification, Consumer<String> onMissed) {
		this.connections = connections;
		this.channel = channel;
		this.backoff = backoff;
		this.silenceMillis = Math.toIntExact(silenceTimeout.toMillis());
		this.onNotification = onNotification;
		this.onMissed = onMissed;
		this.thread = new Thread(this, "realtime-listen");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	void stop() {
		this.stopRequested.countDown();
		ServerConnection connection = this.connection;
		if (connection != null) {
			connection.abort();
		}
		try {
			this.thread.join(STOP_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void run() {
		Duration delay = Duration.ZERO;
		try {
			while (!this.stopRequested.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
				try {
					listen();
				}
				catch (SQLException | RuntimeException | Error ex) {
					this.failures++;
					report(ex);
				}
				delay = this.backoff.delay(Math.max(this.failures, 1));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void listen() throws SQLException {
		try (ServerConnection connection = new ServerConnection(this.connections.openKept())) {
			this.connection = connection;
			connection.jdbc().setNetworkTimeout(Runnable::run, this.silenceMillis);
			connection.execute("LISTEN " + SqlNames.identifier(this.channel));
			verify(connection);
			if (this.failures > 0) {
				logger.info("Listening for messages again");
			}
			this.failures = 0;
			this.onMissed.accept("the connection for messages was made anew");
			listen(connection);
		}
		finally {
			this.connection = null;
		}
	}

	private void listen(ServerConnection connection) throws SQLException {
		PGConnection driver = connection.jdbc().unwrap(PGConnection.class);
		while (this.stopRequested.getCount() > 0) {
			PGNotification[] notifications = driver.getNotifications(this.silenceMillis);
			if (notifications == null || notifications.length == 0) {
				verify(connection);
				continue;
			}
			for (PGNotification notification : notifications) {
				this.onNotification.accept(notification.getParameter());
			}
		}
	}

	/**
	 * Ask the server whether it notifies us: it may be gone, and a pooler may have given
	 * the connection that listens to somebody else.
	 * @param connection the connection
	 * @throws SQLException if it does not answer, or does not notify us
	 */
	private void verify(ServerConnection connection) throws SQLException {
		String listening = connection.text("SELECT 1 FROM pg_listening_channels() AS c (name) WHERE name = %s"
			.formatted(SqlNames.literal(this.channel)));
		if (listening == null) {
			throw new SQLException("LISTEN does not outlast its statement, so the address is that of a pooler; "
					+ "set realtime.connection.url to that of the server itself");
		}
	}

	private void report(Throwable ex) {
		if (this.stopRequested.getCount() == 0) {
			return;
		}
		if (this.failures == 1) {
			logger
				.warn("Messages of other instances do not arrive until the connection is made again, which is tried: %s"
					.formatted(ex.getMessage()));
		}
		logger.debug("Could not listen for messages", ex);
	}

}

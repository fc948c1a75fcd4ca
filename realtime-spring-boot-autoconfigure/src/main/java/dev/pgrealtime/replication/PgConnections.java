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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections of our own, outside any pool. Safe for use by several threads.
 */
public final class PgConnections {

	private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

	/** What a URL may say that suits a pool, and would have us wait for ever. */
	private static final Pattern NO_TIMEOUT = Pattern.compile("(?<=[?&])(socketTimeout|connectTimeout)=0*(?=&|$)");

	private static final String PREFIX = "jdbc:postgresql:";

	private static final Pattern WELL_FORMED = Pattern.compile(PREFIX + "(//[^/?@;]*)?/?[^/?@;]*(\\?.*)?",
			Pattern.DOTALL);

	private static final boolean FOUND_BY_DRIVER = isFoundByDriver();

	private final Supplier<ConnectionSettings> settings;

	private volatile ConnectionSettings latest;

	private final String applicationName;

	private final Set<Connection> kept = ConcurrentHashMap.newKeySet();

	/**
	 * Create a source of connections.
	 * @param settings where the server is
	 * @param applicationName the name that the server shows for the connections
	 */
	public PgConnections(ConnectionSettings settings, String applicationName) {
		this(() -> settings, applicationName);
	}

	/**
	 * Create a source of connections to a server that may move, or want another password.
	 * @param settings where the server is; asked now, and for each connection
	 * @param applicationName the name that the server shows for the connections
	 */
	public PgConnections(Supplier<ConnectionSettings> settings, String applicationName) {
		this.settings = settings;
		this.latest = settings.get();
		this.applicationName = applicationName;
	}

	/**
	 * Return where the last connection was opened, or was to be.
	 * @return the settings
	 */
	public ConnectionSettings settings() {
		return this.latest;
	}

	/**
	 * Open an ordinary connection.
	 * @return the connection, in auto-commit mode
	 * @throws SQLException if it cannot be opened
	 */
	public Connection openOrdinary() throws SQLException {
		return connect(properties());
	}

	/**
	 * Open an ordinary connection that gives up on a server that does not answer.
	 * @param answerTimeout how long to wait for the server, and for each of its answers,
	 * rounded up to seconds
	 * @return the connection, in auto-commit mode
	 * @throws SQLException if it cannot be opened
	 */
	public Connection openOrdinary(Duration answerTimeout) throws SQLException {
		return connect(properties(answerTimeout));
	}

	/**
	 * Return whether an error may be gone at the next attempt, without anybody's doing.
	 * @param ex the error
	 * @return {@code true} if the server could not be reached, or was short of something
	 */
	public static boolean mayPass(SQLException ex) {
		return ReplicationErrors.mayPass(ex);
	}

	/**
	 * Open an ordinary connection that reads values in the text that the stream has of
	 * them. {@link java.sql.ResultSet#getString(int)} returns it as the server sent it.
	 * @return the connection, in auto-commit mode
	 * @throws SQLException if it cannot be opened
	 */
	public Connection openReading() throws SQLException {
		Properties properties = properties();
		PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
		return inTextForm(connect(properties));
	}

	/**
	 * Open an ordinary connection that takes values in the text that the stream has of
	 * them, and may stay open while nobody uses it, until the server is stopped.
	 * @return the connection, in auto-commit mode
	 * @throws SQLException if it cannot be opened
	 */
	public Connection openKeptInTextForm() throws SQLException {
		return inTextForm(openKept());
	}

	private static Connection inTextForm(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			for (String setting : ReplicationConnection.TEXT_FORM) {
				statement.execute(setting);
			}
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Open an ordinary connection that may stay open while nobody uses it, until the
	 * server is stopped.
	 * @return the connection, in auto-commit mode
	 * @throws SQLException if it cannot be opened
	 */
	public Connection openKept() throws SQLException {
		Connection connection = openOrdinary();
		this.kept.removeIf(PgConnections::isClosed);
		this.kept.add(connection);
		return connection;
	}

	/**
	 * Close the connections that stay open while nobody uses them, for which a server
	 * would wait that is being stopped.
	 */
	void closeKept() {
		this.kept.forEach(PgConnections::closeQuietly);
		this.kept.clear();
	}

	private static boolean isClosed(Connection connection) {
		try {
			return connection.isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	private static void closeQuietly(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			// It is of no use any more either way
		}
	}

	ServerConnection openControl(Duration answerTimeout) throws SQLException {
		return new ServerConnection(openOrdinary(answerTimeout));
	}

	ReplicationConnection openReplication(Duration silenceTimeout) throws SQLException {
		Properties properties = properties(silenceTimeout);
		PGProperty.REPLICATION.set(properties, "database");
		PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
		PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.4");
		if (this.latest.url().contains("socketFactory=") || !FOUND_BY_DRIVER) {
			return new ReplicationConnection(connect(properties), null);
		}
		String ticket = ReplicationSocketFactory.open(Math.toIntExact(silenceTimeout.toMillis()));
		PGProperty.SOCKET_FACTORY.set(properties, ReplicationSocketFactory.class.getName());
		PGProperty.SOCKET_FACTORY_ARG.set(properties, ticket);
		try {
			Connection connection = connect(properties);
			return new ReplicationConnection(connection, ReplicationSocketFactory.close(ticket));
		}
		finally {
			ReplicationSocketFactory.close(ticket);
		}
	}

	/**
	 * Return whether the driver, which is told a name, finds our class and no other of
	 * that name. With DevTools, or a driver that several applications share, it has
	 * another class loader.
	 * @return {@code true} if they are the same
	 */
	private static boolean isFoundByDriver() {
		try {
			return Class.forName(ReplicationSocketFactory.class.getName(), false,
					Driver.class.getClassLoader()) == ReplicationSocketFactory.class;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private Properties properties(Duration answerTimeout) {
		int seconds = 1 + (int) Math.min(answerTimeout.toSeconds(), ANSWER_TIMEOUT.toSeconds());
		Properties properties = properties();
		PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
		PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
		return properties;
	}

	private Properties properties() {
		ConnectionSettings settings = this.settings.get();
		this.latest = settings;
		Properties properties = new Properties();
		if (settings.username() != null) {
			PGProperty.USER.set(properties, settings.username());
		}
		if (settings.password() != null) {
			PGProperty.PASSWORD.set(properties, settings.password());
		}
		PGProperty.APPLICATION_NAME.set(properties, this.applicationName);
		PGProperty.SOCKET_TIMEOUT.set(properties, Math.toIntExact(ANSWER_TIMEOUT.toSeconds()));
		PGProperty.TCP_KEEP_ALIVE.set(properties, true);
		return properties;
	}

	private Connection connect(Properties properties) throws SQLException {
		// The driver would log and quote a URL, with the password that it may hold
		if (this.latest.url().startsWith(PREFIX) && !WELL_FORMED.matcher(this.latest.url()).matches()) {
			throw ReplicationErrors.malformedUrl(this.latest);
		}
		Driver driver = new Driver();
		String url = NO_TIMEOUT.matcher(this.latest.url()).replaceAll("$1=" + ANSWER_TIMEOUT.toSeconds());
		Connection connection = driver.acceptsURL(url) ? driver.connect(url, properties) : null;
		if (connection == null) {
			throw ReplicationErrors.notPostgres(this.latest.toString());
		}
		return connection;
	}

}

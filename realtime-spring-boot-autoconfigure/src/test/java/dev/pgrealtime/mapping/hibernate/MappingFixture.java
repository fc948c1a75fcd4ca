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

package dev.pgrealtime.mapping.hibernate;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Logger;

import javax.sql.DataSource;

import jakarta.persistence.SharedCacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Commit;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

/**
 * Entities, their tables on a real server, and what its {@code pgoutput} plugin says of
 * changes to them.
 */
final class MappingFixture implements AutoCloseable {

	private final TestDatabase database = PostgresServer.newDatabase();

	private final GuardedDataSource dataSource = new GuardedDataSource(this.database);

	private final SessionFactory factory;

	private final Connection host;

	MappingFixture(Class<?>... entities) {
		this(Map.of(), entities);
	}

	MappingFixture(Map<String, Object> settings, Class<?>... entities) {
		this.database.execute("CREATE SCHEMA crm");
		HibernatePersistenceConfiguration configuration = configuration(this.dataSource, true, entities);
		settings.forEach(configuration::property);
		this.factory = configuration.createEntityManagerFactory();
		this.database.execute("CREATE PUBLICATION changes FOR ALL TABLES",
				"SELECT pg_create_logical_replication_slot('changes', 'pgoutput')");
		try {
			this.host = this.database.connect();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static SessionFactory sessionFactory(DataSource dataSource, boolean createTables, Class<?>... entities) {
		return configuration(dataSource, createTables, entities).createEntityManagerFactory();
	}

	static HibernatePersistenceConfiguration configuration(DataSource dataSource, boolean createTables,
			Class<?>... entities) {
		return new HibernatePersistenceConfiguration("test").managedClasses(entities)
			.property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource)
			.property(MappingSettings.PHYSICAL_NAMING_STRATEGY, PhysicalNamingStrategySnakeCaseImpl.class.getName())
			.property(SchemaToolingSettings.HBM2DDL_AUTO, createTables ? "create" : "none")
			.property("hibernate.hbm2ddl.create_namespaces", "true")
			.property(BatchSettings.STATEMENT_BATCH_SIZE, 50)
			.property(BatchSettings.ORDER_INSERTS, true)
			.property(BatchSettings.ORDER_UPDATES, true)
			.property("hibernate.type.preferred_instant_jdbc_type", "TIMESTAMP_UTC")
			.property(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new OneTenant())
			.sharedCacheMode(SharedCacheMode.NONE);
	}

	static DataSource dataSource(TestDatabase database) {
		return new GuardedDataSource(database);
	}

	TestDatabase database() {
		return this.database;
	}

	SessionFactory factory() {
		return this.factory;
	}

	HibernateEntityCatalog catalog(RealtimeRegistry.Registration... programmatic) {
		return new HibernateEntityCatalog(this.factory, List.of(programmatic), () -> this.host);
	}

	void execute(String... statements) {
		this.database.execute(statements);
	}

	void persist(Object... entities) {
		this.factory.inTransaction((session) -> {
			for (Object entity : entities) {
				session.persist(entity);
			}
		});
	}

	<R> R inSession(Function<Session, R> action) {
		return this.factory.fromTransaction(action::apply);
	}

	/**
	 * Take the messages of all changes since the last call.
	 * @return the messages
	 */
	List<PgOutputMessage> messages() {
		List<PgOutputMessage> messages = new ArrayList<>();
		try (Connection connection = this.database.connect();
				PreparedStatement query = connection
					.prepareStatement("SELECT data FROM pg_logical_slot_get_binary_changes('changes', NULL, NULL, "
							+ "'proto_version', '1', 'publication_names', 'changes')");
				ResultSet result = query.executeQuery()) {
			while (result.next()) {
				messages.add(PgOutputDecoder.decode(ByteBuffer.wrap(result.getBytes(1))));
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return messages;
	}

	/**
	 * Turn all changes since the last call into events.
	 * @return the events
	 */
	List<RealtimeEvent<?>> events() {
		return events(messages(), true);
	}

	List<RealtimeEvent<?>> events(List<PgOutputMessage> messages, boolean fastLane) {
		try (ChangeDecoder decoder = catalog().newDecoder(fastLane)) {
			return events(messages, decoder);
		}
	}

	/**
	 * Turn messages into events. Whoever takes a connection from the application's pool
	 * meanwhile fails.
	 * @param messages the messages
	 * @param decoder the decoder
	 * @return the events
	 */
	List<RealtimeEvent<?>> events(List<PgOutputMessage> messages, ChangeDecoder decoder) {
		List<RealtimeEvent<?>> events = new ArrayList<>();
		Begin begin = null;
		long ordinal = 0;
		this.dataSource.closed.set(true);
		try {
			for (PgOutputMessage message : messages) {
				if (message instanceof Begin next) {
					begin = next;
					ordinal = 0;
				}
				else if (message instanceof Relation relation) {
					decoder.define(relation);
				}
				else if (message instanceof Change change) {
					events.addAll(decoder.decode(change, begin, ordinal + 1));
					ordinal += (change instanceof Truncate truncate) ? truncate.relationIds().size() : 1;
				}
				else if (message instanceof Commit) {
					rest(decoder, events);
				}
			}
		}
		finally {
			this.dataSource.closed.set(false);
		}
		return events;
	}

	private static void rest(ChangeDecoder decoder, List<RealtimeEvent<?>> events) {
		List<RealtimeEvent<?>> rest = decoder.decodeRest();
		while (!rest.isEmpty()) {
			events.addAll(rest);
			rest = decoder.decodeRest();
		}
	}

	@Override
	public void close() {
		this.factory.close();
		try {
			this.host.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		this.database.execute("SELECT pg_drop_replication_slot('changes')");
	}

	private static final class OneTenant implements CurrentTenantIdentifierResolver<String> {

		@Override
		public String resolveCurrentTenantIdentifier() {
			return "acme";
		}

		@Override
		public boolean validateExistingCurrentSessions() {
			return false;
		}

	}

	/**
	 * The application's pool, which nobody may touch while events are decoded.
	 */
	private static final class GuardedDataSource implements DataSource {

		private final TestDatabase database;

		private final AtomicBoolean closed = new AtomicBoolean();

		private GuardedDataSource(TestDatabase database) {
			this.database = database;
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.closed.get()) {
				throw new SQLException("The pool is not for decoding");
			}
			return this.database.connect();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

		@Override
		public PrintWriter getLogWriter() {
			return null;
		}

		@Override
		public void setLogWriter(PrintWriter out) {
		}

		@Override
		public void setLoginTimeout(int seconds) {
		}

		@Override
		public int getLoginTimeout() {
			return 0;
		}

		@Override
		public Logger getParentLogger() throws SQLFeatureNotSupportedException {
			throw new SQLFeatureNotSupportedException();
		}

		@Override
		public <T> T unwrap(Class<T> type) throws SQLException {
			throw new SQLException("Not a wrapper");
		}

		@Override
		public boolean isWrapperFor(Class<?> type) {
			return false;
		}

	}

}

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

import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * Says in words, and with the remedy, what keeps the stream from running. The server's
 * refusals are told apart by SQLSTATE, never by their text.
 */
final class ReplicationErrors {

	static final String INSUFFICIENT_PRIVILEGE = "42501";

	private static final String TOO_MANY_CONNECTIONS = "53300";

	private static final String CONFIGURATION_LIMIT_EXCEEDED = "53400";

	static final String OBJECT_IN_USE = "55006";

	static final String UNDEFINED_OBJECT = "42704";

	private static final String CANNOT_CONNECT_NOW = "57P03";

	private static final String CONNECTION_FAILURE = "08006";

	private static final String CONNECTION_REJECTED = "08004";

	private static final String LOCK_NOT_AVAILABLE = "55P03";

	private static final String PROTOCOL_VIOLATION = "08P01";

	private static final String SYNTAX_ERROR = "42601";

	private static final String STANDBY = "Another instance of the application streams; this one stands by and takes "
			+ "over when it ends. For a stream of its own, give this application another realtime.slot.name.";

	private ReplicationErrors() {
	}

	static ReplicationException notPostgres(String server) {
		return new ReplicationException("%s is not a PostgreSQL server".formatted(server),
				"Point realtime.connection.url at a PostgreSQL server of version 14 or later, or set realtime.enabled=false.",
				null);
	}

	static ReplicationException malformedUrl(ConnectionSettings settings) {
		return new ReplicationException(
				"%s is not the JDBC URL of a PostgreSQL server, or has credentials before the host".formatted(settings),
				"Write jdbc:postgresql://host:port/database, with '/', '@' and ';' in the name of the database as %2F, %40 and "
						+ "%3B, and set username and password beside the URL.",
				null);
	}

	static ReplicationException serverTooOld(String version) {
		return new ReplicationException(
				"The server is PostgreSQL %s, and 14 is the oldest supported".formatted(version),
				"Upgrade the server to PostgreSQL 14 or later, or set realtime.enabled=false.", null);
	}

	static ReplicationException walLevel(@Nullable String walLevel) {
		return new ReplicationException(
				"The server runs with wal_level=%s, and logical replication needs wal_level=logical"
					.formatted(walLevel),
				"Execute as a superuser, then restart the server: ALTER SYSTEM SET wal_level = 'logical'; "
						+ "A managed server has a setting for it, such as rds.logical_replication=1 or cloudsql.logical_decoding=on.",
				null);
	}

	static ReplicationException pooler(@Nullable SQLException cause) {
		return new ReplicationException(
				"The connection does not speak the replication protocol; a pooler such as PgBouncer may stand in between",
				"Set realtime.connection.url to the address of the PostgreSQL server itself; the application's own "
						+ "connections may go on using the pooler.",
				cause);
	}

	static ReplicationException missingTable(String table) {
		return new ReplicationException("Table %s of a registered entity does not exist".formatted(table),
				"Create the table, for instance by Flyway or Liquibase, or correct the mapping of the entity. If it does exist, "
						+ "the role may not use its schema, and needs: GRANT USAGE ON SCHEMA … TO …;",
				null);
	}

	static ReplicationException notATable(String name, String kind) {
		return new ReplicationException(
				"%s of a registered entity is a %s, and only tables can be published".formatted(name, kind),
				"Remove @RealtimeEntity from the entity, and put it on the entities of the tables underneath.", null);
	}

	static ReplicationException noIdentity(String table) {
		return new ReplicationException(
				"Table %s has no replica identity: publishing it would make its updates and deletes fail"
					.formatted(table),
				"Use @RealtimeEntity(replicaIdentity = FULL), or give the table a primary key that is not deferrable.",
				null);
	}

	static ReplicationException noKeyForPart(String table) {
		return new ReplicationException(
				"Table %s has no primary key, and attributes of its entity are excluded, or columns are virtual: publishing it would make its updates and deletes fail"
					.formatted(table),
				"Give the table a primary key that is not deferrable, or exclude nothing and have no virtual generated column.",
				null);
	}

	static ReplicationException wholeRowForPart(String table) {
		return new ReplicationException(
				"Table %s has REPLICA IDENTITY FULL, and attributes of its entity are excluded, or columns are virtual: publishing the other columns would make its updates and deletes fail"
					.formatted(table),
				"Use @RealtimeEntity(replicaIdentity = DEFAULT), or execute: ALTER TABLE %s REPLICA IDENTITY DEFAULT;"
					.formatted(table),
				null);
	}

	static ReplicationException publishedWhole(String publication, String table) {
		return new ReplicationException(
				"Publication %s publishes all columns of %s, because it is for all tables or for a schema, and attributes of its entity are excluded"
					.formatted(publication, table),
				"Choose another name with realtime.publication.name, or exclude nothing.", null);
	}

	static ReplicationException outOfStep(List<String> statements, Provisioning provisioning) {
		return new ReplicationException(
				"The database is not set up for the registered entities, and realtime.provisioning=%s leaves that to you"
					.formatted(provisioning.name().toLowerCase(Locale.ROOT)),
				"Execute as the owner of the tables:%n%s".formatted(String.join(";\n", statements) + ";"), null);
	}

	static ReplicationException notPermitted(List<String> statements, SQLException cause) {
		return new ReplicationException("The role lacks a privilege: " + serverMessage(cause),
				"Execute as the owner of the tables:%n%s".formatted(String.join(";\n", statements) + ";"), cause);
	}

	static ReplicationException makingSlot(String slot) {
		return new ReplicationException(
				"Replication slot '%s' is being made, which the server does once every open transaction has ended"
					.formatted(slot),
				"None needed if that is soon. To find the transactions: "
						+ "SELECT pid, xact_start, query FROM pg_stat_activity WHERE backend_xid IS NOT NULL;",
				null);
	}

	static ReplicationException foreignSlot(String slot, String what) {
		return new ReplicationException("Replication slot '%s' exists, but %s".formatted(slot, what),
				"Choose another name with realtime.slot.name. Slot names are unique in the whole server.", null);
	}

	static ReplicationException slotLost(String slot, String reason) {
		return new ReplicationException(
				"Replication slot '%s' was lost (%s): changes since have been missed".formatted(slot, reason),
				"Bring dependent state up to date, then set realtime.slot.on-lost=recreate to go on with a StreamGap "
						+ "event. To keep a slot from being invalidated, raise max_slot_wal_keep_size.",
				null);
	}

	static ReplicationException slotLostMeanwhile(String slot, String reason, String publication) {
		return new ReplicationException(
				"Replication slot '%s' was lost while nobody streamed from it (%s): changes since have been missed"
					.formatted(slot, reason),
				"Bring dependent state up to date, then set realtime.slot.on-lost=recreate to go on with a StreamGap "
						+ "event. To begin as if for the first time, execute: COMMENT ON PUBLICATION %s IS NULL;"
							.formatted(SqlNames.identifier(publication)),
				null);
	}

	static ReplicationException notOurStream(String slot, @Nullable ReplicationSlot found) {
		String what = (found != null) ? "process %s of the server uses it".formatted(found.activeProcess())
				: "the server has none of that name";
		return new ReplicationException(
				"Replication slot '%s' is not the one that this connection streams from: %s".formatted(slot, what),
				"None needed if it is a broken connection that was not noticed; it will be tried again.", null);
	}

	static ReplicationException publicationChanged(String publication, String difference) {
		return new ReplicationException(
				"Publication '%s' has changed while it was streamed: %s".formatted(publication, difference),
				"None needed if it can be set right; a StreamGap event says that changes may have been missed.", null);
	}

	static ReplicationException tooExpensive(String description) {
		return new ReplicationException(description,
				"See to it that listeners return in time, and that no transaction stays open. With "
						+ "realtime.slot.on-max-retained=drop-slot the slot is dropped, and changes are lost.",
				null);
	}

	static ReplicationException standsStill(Duration overdue) {
		return new ReplicationException(
				"The heart-beat of %s ago has not come back, and nothing else has since: the server answers, and sends nothing"
					.formatted(overdue.truncatedTo(ChronoUnit.MILLIS)),
				"See what the server's process waits for: SELECT wait_event_type, wait_event FROM pg_stat_activity JOIN "
						+ "pg_replication_slots ON active_pid = pid; It may be reading a large transaction, or, from "
						+ "PostgreSQL 17 on, waiting for a standby of synchronized_standby_slots.",
				null);
	}

	static ReplicationException writersEnded(String publication) {
		return new ReplicationException(
				"Transactions that were open when publication '%s' was set right have ended".formatted(publication),
				"None needed; a StreamGap event says that changes may have been missed.", null);
	}

	static ReplicationException slotInTheMaking(String slot) {
		return new SlotInUseException(
				"Replication slot '%s' is in use: another instance makes it ready".formatted(slot), STANDBY);
	}

	static ReplicationException slotInUse(String slot, @Nullable String process) {
		return new SlotInUseException(
				"Replication slot '%s' is in use: process %s of the server sends from it".formatted(slot, process),
				STANDBY);
	}

	static ReplicationException serverChanged(ServerIdentity before, ServerIdentity now) {
		return new ReplicationException(
				"The server has changed from one connection to the next: %s, then %s".formatted(before, now),
				"None needed if a standby was promoted; it will be tried again.", null);
	}

	static ReplicationException translate(SQLException cause, ConnectionSettings settings, String slot) {
		if (isAboutTls(cause, settings)) {
			return tls(cause);
		}
		String state = (cause.getSQLState() != null) ? cause.getSQLState() : "";
		return switch (state) {
			case INSUFFICIENT_PRIVILEGE -> new ReplicationException(
					"The role may not replicate: " + serverMessage(cause),
					"Unless it names another privilege, such as to use the database (GRANT CONNECT ON DATABASE), execute as a superuser: ALTER ROLE %s REPLICATION;"
						.formatted(role(settings)),
					cause);
			case TOO_MANY_CONNECTIONS -> new ReplicationException(
					"The server has no connection left for replication: " + serverMessage(cause),
					"Raise max_wal_senders (or max_connections, or the CONNECTION LIMIT of the database) in the server's "
							+ "configuration and restart it, or end what pg_stat_replication shows as superfluous.",
					cause);
			case CONFIGURATION_LIMIT_EXCEEDED -> new ReplicationException(
					"The server has no replication slot left: " + serverMessage(cause),
					"Raise max_replication_slots in the server's configuration and restart it, or drop a slot that nobody "
							+ "needs: SELECT slot_name FROM pg_replication_slots WHERE NOT active; SELECT pg_drop_replication_slot('…');",
					cause);
			case OBJECT_IN_USE -> new ReplicationException(
					"Replication slot '%s' is in use: %s".formatted(slot, serverMessage(cause)), STANDBY, cause);
			case LOCK_NOT_AVAILABLE ->
				new ReplicationException("A table is locked by somebody else: " + serverMessage(cause),
						"None needed if the lock is let go; it will be tried again.", cause);
			case PROTOCOL_VIOLATION, SYNTAX_ERROR -> pooler(cause);
			default ->
				new ReplicationException("The stream from %s ended: %s".formatted(settings, serverMessage(cause)),
						remedy(state, settings), cause);
		};
	}

	static ReplicationException serverStops() {
		return new ReplicationException(
				"The server is being stopped, and waits for listeners that have not returned for a while",
				"None needed if the server comes back; what is not confirmed will be delivered again.", null);
	}

	private static boolean isAboutTls(SQLException cause, ConnectionSettings settings) {
		for (Throwable reason = cause.getCause(); reason != null; reason = reason.getCause()) {
			if (reason instanceof SSLException || reason instanceof GeneralSecurityException) {
				return true;
			}
		}
		// Another host name than that of the certificate has no cause
		return CONNECTION_FAILURE.equals(cause.getSQLState()) && cause.getCause() == null
				&& settings.url().contains("sslmode=verify-full");
	}

	private static ReplicationException tls(SQLException cause) {
		Throwable reason = NestedExceptionUtils.getRootCause(cause);
		String detail = (reason != null) ? " (%s)".formatted(reason.getMessage()) : "";
		return new ReplicationException("No secure connection to the server: " + serverMessage(cause) + detail,
				"Check the server's certificate: its dates, that sslrootcert of the JDBC URL holds who issued it, and, "
						+ "with sslmode=verify-full, that it is for the host name of the URL.",
				cause);
	}

	static ReplicationException broken(ConnectionSettings settings, Throwable cause) {
		if (cause instanceof OutOfMemoryError) {
			return new ReplicationException(
					"A message of the stream from %s does not fit into memory: %s".formatted(settings,
							cause.getMessage()),
					"Give the application a larger heap: it takes three times the size of the largest row, and the other "
							+ "things that are in it. Nothing is lost meanwhile; it will be tried again.",
					cause);
		}
		return new ReplicationException("The stream from %s ended: %s".formatted(settings, cause.getMessage()),
				remedy("08000", settings), cause);
	}

	/**
	 * Return whether an error may be gone at the next attempt, without anybody's doing.
	 * @param cause the error
	 * @return {@code true} if the server could not be reached, or was short of something
	 */
	static boolean mayPass(SQLException cause) {
		String state = (cause.getSQLState() != null) ? cause.getSQLState() : "";
		return switch (state) {
			case PROTOCOL_VIOLATION, CONNECTION_REJECTED -> false;
			case OBJECT_IN_USE, LOCK_NOT_AVAILABLE -> true;
			default -> state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
		};
	}

	/**
	 * Return whether the connection is of no use any more.
	 * @param cause the error
	 * @return {@code true} if it was lost, or the server has ended it
	 */
	static boolean isBroken(SQLException cause) {
		String state = (cause.getSQLState() != null) ? cause.getSQLState() : "";
		return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
	}

	/**
	 * Return whether the server takes no connections, as it does when it stops.
	 * @param cause the error
	 * @return {@code true} if one that streams is stopping, or one that starts is not
	 * ready yet
	 */
	static boolean stops(SQLException cause) {
		return CANNOT_CONNECT_NOW.equals(cause.getSQLState());
	}

	private static String remedy(String state, ConnectionSettings settings) {
		if (CONNECTION_REJECTED.equals(state)) {
			return "Check the password, and sslmode of the JDBC URL; it will be tried again.";
		}
		return switch ((state.length() == 5) ? state.substring(0, 2) : "") {
			case "08", "57" -> "None needed if the server comes back; it will be tried again.";
			case "28" -> "Check realtime.connection.username and password, or spring.datasource.*, that the role may "
					+ "log in (ALTER ROLE %s LOGIN), and pg_hba.conf. They are asked for at each attempt."
						.formatted(role(settings));
			case "3D" -> "Create the database, or correct the JDBC URL.";
			default -> "See the server's log; it will be tried again.";
		};
	}

	private static String role(ConnectionSettings settings) {
		return (settings.username() != null) ? SqlNames.identifier(settings.username()) : "…";
	}

	private static String serverMessage(SQLException cause) {
		return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").replaceFirst("[.]$", "");
	}

}

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

package dev.pgrealtime.pgoutput;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.pgoutput.Relation.Column;
import dev.pgrealtime.pgoutput.Relation.Identity;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Decodes what a real server sends.
 */
class PgOutputDecoderIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private final String slot = "slot_" + this.database.name();

	@BeforeEach
	void createPublicationAndSlot() {
		this.database.execute("CREATE TYPE status AS ENUM ('PENDING', 'PAID')",
				"CREATE TABLE orders (id bigint PRIMARY KEY, status status, note text)",
				"CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders)",
				"CREATE PUBLICATION p FOR ALL TABLES",
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(this.slot));
	}

	@AfterEach
	void dropSlot() {
		this.database.execute("SELECT pg_drop_replication_slot('%s')".formatted(this.slot));
	}

	@Test
	void decodesTransactionWithTypeAndRelation() {
		long transactionId = Long.parseLong(query("""
				INSERT INTO orders VALUES (1, 'PAID', NULL) RETURNING xmin::text"""));
		List<PgOutputMessage> messages = receive();
		assertThat(messages).hasExactlyElementsOfTypes(Begin.class, Type.class, Relation.class, Insert.class,
				Commit.class);
		Begin begin = (Begin) messages.get(0);
		Commit commit = (Commit) messages.get(4);
		assertThat(begin.transactionId()).isEqualTo(transactionId);
		assertThat(begin.commitLsn()).isEqualTo(commit.commitLsn());
		assertThat(begin.commitTimestamp()).isEqualTo(commit.commitTimestamp())
			.isAfter(Instant.parse("2020-01-01T00:00:00Z"));
		assertThat(commit.endLsn().isAfter(commit.commitLsn())).isTrue();
		Type type = (Type) messages.get(1);
		assertThat(type).isEqualTo(new Type(oid("'status'::regtype"), "public", "status"));
		Relation relation = (Relation) messages.get(2);
		assertThat(relation).isEqualTo(new Relation(oid("'orders'::regclass"), "public", "orders", Identity.DEFAULT,
				List.of(new Column("id", true, 20, -1), new Column("status", false, type.oid(), -1),
						new Column("note", false, 25, -1))));
		Insert insert = (Insert) messages.get(3);
		assertThat(insert.relationId()).isEqualTo(relation.id());
		assertThat(insert.newRow().text(0)).isEqualTo("1");
		assertThat(insert.newRow().text(1)).isEqualTo("PAID");
		assertThat(insert.newRow().isNull(2)).isTrue();
	}

	@Test
	void decodesUpdateThatTellsNothingOfTheOldRow() {
		this.database.execute("INSERT INTO orders VALUES (1, 'PENDING', 'a')",
				"UPDATE orders SET status = 'PAID' WHERE id = 1");
		Update update = receiveOnly(Update.class);
		assertThat(update.oldRow()).isNull();
		assertThat(update.newRow().text(1)).isEqualTo("PAID");
	}

	@Test
	void decodesUpdateAndDeleteWithOldKey() {
		this.database.execute("INSERT INTO orders VALUES (1, 'PENDING', 'a')", "UPDATE orders SET id = 2",
				"DELETE FROM orders");
		List<PgOutputMessage> messages = receive();
		OldRow updated = only(Update.class, messages).oldRow();
		assertThat(updated).isNotNull();
		assertThat(updated.keyOnly()).isTrue();
		assertThat(updated.tuple().text(0)).isEqualTo("1");
		assertThat(updated.tuple().isNull(2)).isTrue();
		OldRow deleted = only(Delete.class, messages).oldRow();
		assertThat(deleted.keyOnly()).isTrue();
		assertThat(deleted.tuple().text(0)).isEqualTo("2");
	}

	@Test
	void decodesUpdateAndDeleteWithWholeOldRow() {
		this.database.execute("ALTER TABLE orders REPLICA IDENTITY FULL",
				"INSERT INTO orders VALUES (1, 'PENDING', 'ä')", "UPDATE orders SET note = 'b'", "DELETE FROM orders");
		List<PgOutputMessage> messages = receive();
		assertThat(only(Relation.class, messages).replicaIdentity()).isEqualTo(Identity.FULL);
		Update update = only(Update.class, messages);
		OldRow updated = update.oldRow();
		assertThat(updated).isNotNull();
		assertThat(updated.keyOnly()).isFalse();
		assertThat(updated.tuple().text(2)).isEqualTo("ä");
		assertThat(update.newRow().text(2)).isEqualTo("b");
		assertThat(update.newRow().sameValue(1, updated.tuple())).isTrue();
		OldRow deleted = only(Delete.class, messages).oldRow();
		assertThat(deleted.keyOnly()).isFalse();
		assertThat(deleted.tuple().text(2)).isEqualTo("b");
	}

	@Test
	void decodesUnchangedOutOfLineValue() {
		this.database.execute("ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL",
				"INSERT INTO orders VALUES (1, 'PENDING', repeat('x', 10000))", "UPDATE orders SET status = 'PAID'");
		List<PgOutputMessage> messages = receive();
		assertThat(only(Insert.class, messages).newRow().length(2)).isEqualTo(10_000);
		assertThat(only(Update.class, messages).newRow().isUnchanged(2)).isTrue();
	}

	@Test
	void decodesTruncateOfSeveralTables() {
		this.database.execute("TRUNCATE orders, items RESTART IDENTITY CASCADE");
		Truncate truncate = receiveOnly(Truncate.class);
		assertThat(truncate.relationIds()).containsExactlyInAnyOrder(oid("'orders'::regclass"),
				oid("'items'::regclass"));
		assertThat(truncate.cascade()).isTrue();
		assertThat(truncate.restartIdentity()).isTrue();
	}

	@Test
	void decodesTruncateOfOneTable() {
		this.database.execute("TRUNCATE items");
		assertThat(receiveOnly(Truncate.class))
			.isEqualTo(new Truncate(List.of(oid("'items'::regclass")), false, false));
	}

	@Test
	void decodesLogicalMessages() {
		this.database.execute("SELECT pg_logical_emit_message(false, 'outside', 'one')",
				"SELECT pg_logical_emit_message(true, 'inside', 'two')");
		List<PgOutputMessage> messages = receive();
		assertThat(messages).hasExactlyElementsOfTypes(LogicalMessage.class, Begin.class, LogicalMessage.class,
				Commit.class);
		LogicalMessage outside = (LogicalMessage) messages.get(0);
		assertThat(outside.transactional()).isFalse();
		assertThat(outside.prefix()).isEqualTo("outside");
		assertThat(outside.content()).isEqualTo(StandardCharsets.UTF_8.encode("one"));
		LogicalMessage inside = (LogicalMessage) messages.get(2);
		assertThat(inside.transactional()).isTrue();
		assertThat(inside.lsn().isAfter(outside.lsn())).isTrue();
	}

	@Test
	void decodesOrigin() {
		String origin = "origin_" + this.database.name();
		this.database.execute("SELECT pg_replication_origin_create('%s')".formatted(origin), """
				SELECT pg_replication_origin_session_setup('%s');
				BEGIN;
				SELECT pg_replication_origin_xact_setup('16/B374D848', '2026-01-01 00:00:00Z');
				INSERT INTO orders VALUES (1);
				COMMIT;
				SELECT pg_replication_origin_session_reset()""".formatted(origin));
		assertThat(receiveOnly(Origin.class).name()).isEqualTo(origin);
		this.database.execute("SELECT pg_replication_origin_drop('%s')".formatted(origin));
	}

	private <M extends PgOutputMessage> M receiveOnly(Class<M> type) {
		return only(type, receive());
	}

	private <M extends PgOutputMessage> M only(Class<M> type, List<PgOutputMessage> messages) {
		List<M> found = messages.stream().filter(type::isInstance).map(type::cast).toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	private List<PgOutputMessage> receive() {
		String sql = """
				SELECT data FROM pg_logical_slot_get_binary_changes('%s', NULL, NULL,
				'proto_version', '1', 'publication_names', 'p', 'messages', 'true')""".formatted(this.slot);
		List<PgOutputMessage> messages = new ArrayList<>();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			while (result.next()) {
				messages.add(PgOutputDecoder.decode(ByteBuffer.wrap(result.getBytes(1))));
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return messages;
	}

	private int oid(String expression) {
		return Integer.parseInt(query("SELECT %s::oid".formatted(expression)));
	}

	private String query(String sql) {
		return this.database.query(sql);
	}

}

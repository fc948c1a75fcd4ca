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

package dev.pgrealtime.structure;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What a publication leaves out is unknown in events, or no event at all, and never
 * {@code null}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PublicationIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private final String name = "realtime_" + this.database.name();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void storedGeneratedColumnIsKnownFrom18On() {
		this.database.execute(
				"CREATE TABLE person (id int PRIMARY KEY, name text, shout text GENERATED ALWAYS AS (upper(name)) STORED)");
		List<RealtimeEvent<?>> events = changePerson();
		boolean published = PostgresServer.version() >= 18;
		assertThat(images(events)).extracting(EntityImage::unknownAttributes)
			.containsOnly(published ? Set.of() : Set.of("shout"));
		assertThat(images(events)).extracting((image) -> ((Person) image.entity()).shout)
			.containsExactly(published ? new String[] { "ADA", "ADA", "GRACE", "GRACE" } : new String[4]);
		EntityUpdated<?> update = (EntityUpdated<?>) events.get(1);
		assertThat(update.changedAttributes()).isEqualTo(published ? Set.of("name", "shout") : Set.of("name"));
		assertThat(update.undeterminedAttributes()).isEqualTo(published ? Set.of() : Set.of("shout"));
	}

	@Test
	void virtualGeneratedColumnIsUnknownAndKeepsNoRowFromBeingChanged() {
		String table = "CREATE TABLE person (id int PRIMARY KEY, name text, shout text GENERATED ALWAYS AS (upper(name)) VIRTUAL)";
		if (PostgresServer.version() < 18) {
			assertThatIllegalStateException().isThrownBy(() -> this.database.execute(table));
			return;
		}
		this.database.execute(table);
		List<RealtimeEvent<?>> events = changePerson();
		assertThat(images(events)).extracting((image) -> image.unknownAttributes().contains("shout"))
			.containsOnly(true);
		assertThat(events.get(0).newImage().unknownAttributes()).containsExactly("shout");
		assertThat(events.get(1).newImage().unknownAttributes()).containsExactly("shout");
		assertThat(events.get(2).oldImage().unknownAttributes()).containsExactlyInAnyOrder("name", "shout");
		assertThat(((EntityUpdated<?>) events.get(1)).undeterminedAttributes()).containsExactlyInAnyOrder("name",
				"shout");
	}

	private List<RealtimeEvent<?>> changePerson() {
		this.context = TestApplication.streaming(this.database, PersonConfiguration.class);
		this.database.execute("INSERT INTO person VALUES (1, 'Ada')", "UPDATE person SET name = 'Grace'",
				"DELETE FROM person");
		return awaitEvents(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "validate", "none" })
	void columnThatSomebodyElseLeftOutIsUnknown(String provisioning) {
		this.database.execute("CREATE TABLE customer (id int PRIMARY KEY, name text, email text)");
		if (!publishes("customer (id, name)")) {
			return;
		}
		this.context = TestApplication.streaming(this.database, CustomerConfiguration.class,
				"realtime.provisioning=" + provisioning, "realtime.listener.on-exhausted=skip");
		this.database.execute("INSERT INTO customer VALUES (1, 'Ada', 'ada@example.org')",
				"UPDATE customer SET email = NULL", "UPDATE customer SET name = 'Grace', email = 'g@example.org'",
				"UPDATE customer SET id = 2", "DELETE FROM customer");
		List<RealtimeEvent<?>> events = awaitEvents(5);
		assertThat(events).extracting(RealtimeEvent::id).containsExactly(1, 1, 1, 2, 2);
		assertThat(events.subList(0, 4)).extracting((event) -> event.newImage().unknownAttributes())
			.containsOnly(Set.of("email"));
		assertThat(events.get(3).oldImage().unknownAttributes()).containsExactlyInAnyOrder("name", "email");
		assertThat(((Customer) events.get(3).oldEntity()).id).isEqualTo(1);
		assertThat(events.get(4).oldImage().unknownAttributes()).containsExactlyInAnyOrder("name", "email");
		assertThat(events).filteredOn(EntityUpdated.class::isInstance)
			.extracting((event) -> ((EntityUpdated<?>) event).undeterminedAttributes())
			.containsOnly(Set.of("name", "email"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "validate", "none" })
	void rowFilterOfSomebodyElseDecidesWhatARowIsToTheListeners(String provisioning) {
		this.database.execute("CREATE TABLE customer (id int PRIMARY KEY, name text, email text)",
				"ALTER TABLE customer REPLICA IDENTITY FULL");
		if (!publishes("customer WHERE (name <> 'nobody')")) {
			return;
		}
		this.context = TestApplication.streaming(this.database, CustomerConfiguration.class,
				"realtime.provisioning=" + provisioning, "realtime.listener.on-exhausted=skip");
		this.database.execute("INSERT INTO customer VALUES (1, 'Ada'), (2, 'nobody')",
				"UPDATE customer SET email = 'x' WHERE id = 2", "UPDATE customer SET name = 'Grace' WHERE id = 2",
				"UPDATE customer SET email = 'y' WHERE id = 2", "UPDATE customer SET name = 'nobody' WHERE id = 1",
				"DELETE FROM customer WHERE id = 1", "DELETE FROM customer WHERE id = 2");
		List<RealtimeEvent<?>> events = awaitEvents(5);
		assertThat(events).extracting((event) -> event.action() + " " + event.id())
			.containsExactly("INSERT 1", "INSERT 2", "UPDATE 2", "DELETE 1", "DELETE 2");
		assertThat(images(events)).extracting(EntityImage::unknownAttributes).containsOnly(Set.of());
		assertThat(((Customer) events.get(1).newEntity()).email).isEqualTo("x");
	}

	private boolean publishes(String table) {
		String options = (PostgresServer.version() >= 18) ? ", publish_generated_columns = stored" : "";
		String publication = "CREATE PUBLICATION \"%s\" FOR TABLE %s WITH (publish_via_partition_root%s)"
			.formatted(this.name, table, options);
		if (PostgresServer.version() < 15) {
			assertThatIllegalStateException().isThrownBy(() -> this.database.execute(publication));
			return false;
		}
		this.database.execute(publication, createSlot(this.name));
		return true;
	}

	@Test
	void excludedColumnDoesNotLeaveTheDatabase(CapturedOutput output) throws SQLException {
		this.database.execute("CREATE TABLE member (id int PRIMARY KEY, name text, password text)");
		this.context = TestApplication.streaming(this.database, MemberConfiguration.class,
				"logging.level.dev.pgrealtime=trace");
		String spy = "spy_" + this.database.name();
		this.database.execute(createSlot(spy), "INSERT INTO member VALUES (1, 'Ada', 'tiger')",
				"UPDATE member SET password = 'tigers'", "UPDATE member SET name = 'Grace'", "UPDATE member SET id = 2",
				"DELETE FROM member");
		List<RealtimeEvent<?>> events = awaitEvents(5);
		String bytes = sent(spy);
		this.database.execute("SELECT pg_drop_replication_slot('%s')".formatted(spy));
		assertThat(bytes).contains("member", "Ada", "Grace");
		if (PostgresServer.version() >= 15) {
			assertThat(bytes).doesNotContain("tiger", "password");
		}
		else {
			assertThat(bytes).contains("tiger");
			assertThat(output).contains("excluded columns of \"public\".\"member\" leave the database");
		}
		assertThat(images(events)).allSatisfy((image) -> {
			assertThat(image.unknownAttributes()).contains("password");
			assertThat(((Member) image.entity()).password).isNull();
		});
		assertThat(events).filteredOn(EntityUpdated.class::isInstance)
			.allSatisfy((event) -> assertThat(((EntityUpdated<?>) event).undeterminedAttributes()).contains("password"))
			.extracting((event) -> event.changedAttributes().contains("password"))
			.containsOnly(false);
		assertThat(output).doesNotContain("tiger");
	}

	private static String createSlot(String name) {
		return "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(name);
	}

	private String sent(String slot) throws SQLException {
		StringBuilder text = new StringBuilder();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("""
						SELECT data FROM pg_logical_slot_get_binary_changes('%s', NULL, NULL,
						'proto_version', '1', 'publication_names', '"%s"')""".formatted(slot, this.name))) {
			while (result.next()) {
				text.append(new String(result.getBytes(1), StandardCharsets.ISO_8859_1));
			}
		}
		return text.toString();
	}

	private List<RealtimeEvent<?>> awaitEvents(int count) {
		EventRecorder recorder = TestApplication.recorder(this.context);
		await().until(() -> recorder.events().size() == count);
		return recorder.events();
	}

	private static List<? extends EntityImage<?>> images(List<RealtimeEvent<?>> events) {
		return events.stream()
			.flatMap((event) -> Stream.of(event.oldImage(), event.newImage()))
			.filter((image) -> image != null)
			.toList();
	}

	@Entity(name = "Person")
	@RealtimeEntity
	static class Person {

		@Id
		Integer id;

		String name;

		@Column(insertable = false, updatable = false)
		String shout;

	}

	@Entity(name = "Customer")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.UNCHANGED)
	static class Customer {

		@Id
		Integer id;

		String name;

		String email;

	}

	@Entity(name = "Member")
	@RealtimeEntity(exclude = "password")
	static class Member {

		@Id
		Integer id;

		String name;

		String password;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EventRecorder.class)
	static class PersonConfiguration {

		@Bean
		PersistenceManagedTypes managedTypes() {
			return PersistenceManagedTypes.of(Person.class.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EventRecorder.class)
	static class CustomerConfiguration {

		@Bean
		PersistenceManagedTypes managedTypes() {
			return PersistenceManagedTypes.of(Customer.class.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EventRecorder.class)
	static class MemberConfiguration {

		@Bean
		PersistenceManagedTypes managedTypes() {
			return PersistenceManagedTypes.of(Member.class.getName());
		}

	}

}

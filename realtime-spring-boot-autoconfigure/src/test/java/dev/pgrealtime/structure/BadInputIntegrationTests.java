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

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A value that an entity cannot hold is told to whoever has to mend it. It is no event,
 * and holds back those of its entity only.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.database.execute(
				"CREATE TABLE reading (id int PRIMARY KEY, amount bigint DEFAULT 1, unit text, note text, password text)",
				"CREATE TABLE beacon (id int PRIMARY KEY)");
		this.context = TestApplication.streaming(this.database, StationConfiguration.class,
				"logging.level.dev.pgrealtime=trace", "realtime.listener.retry-initial-interval=10ms");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			amount | 3000000000 | amount '3000000000' | Bad value for type int : 3000000000
			amount | NULL       | amount NULL         |
			unit   | 'FURLONG'  | unit 'FURLONG'      | FURLONG
			note   | 'illegible' | note 'illegible'   | Only a person can read that
			""")
	void valueThatTheEntityCannotHoldIsNamed(String column, String value, String shown, String reason,
			CapturedOutput output) {
		this.database.execute("INSERT INTO reading (id, password) VALUES (1, 'tiger')",
				"INSERT INTO reading (id, password, %s) VALUES (7, 'tiger', %s)".formatted(column, value),
				"INSERT INTO reading (id) VALUES (8)", "INSERT INTO beacon VALUES (1)");
		EventRecorder recorder = TestApplication.recorder(this.context);
		await().until(() -> recorder.transactions().size() == 2);
		assertThat(recorder.events()).extracting((event) -> event.model() + " " + event.id())
			.containsExactly("Reading 1", "Beacon 1");
		ReplicationStatus status = TestApplication.worker(this.context).status();
		assertThat(status.problem())
			.contains("Attribute '%s' of Reading cannot be read: the value is %s;".formatted(column, shown))
			.contains("table public.reading, key id '7', transaction ")
			.containsPattern("position [0-9A-F]+/[0-9A-F]+:1\\b")
			.contains((reason != null) ? reason : "");
		assertThat(status.action()).contains("Mend the mapping or its converter and restart the application");
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR") && line.contains("Reading")))
			.hasSize(1);
		assertThat(output).contains(shown).doesNotContain("tiger");
	}

	@Test
	void whatAnUpdateOrDeleteCannotTellIsNamedToo(CapturedOutput output) {
		this.database.execute("INSERT INTO reading (id, password) VALUES (1, 'tiger')",
				"UPDATE reading SET amount = 3000000000, password = 'tigers'", "DELETE FROM reading",
				"INSERT INTO beacon VALUES (1)");
		EventRecorder recorder = TestApplication.recorder(this.context);
		await().until(() -> recorder.transactions().size() == 2);
		assertThat(recorder.events()).extracting((event) -> event.model() + " " + event.action())
			.containsExactly("Reading INSERT", "Beacon INSERT");
		assertThat(TestApplication.worker(this.context).status().problem()).contains("amount '3000000000'",
				"key id '1'");
		assertThat(output).doesNotContain("tiger");
	}

	enum Unit {

		METRE, FOOT

	}

	record Note(String text) {

	}

	static final class NoteConverter implements AttributeConverter<Note, String> {

		@Override
		public String convertToDatabaseColumn(Note note) {
			return (note != null) ? note.text() : null;
		}

		@Override
		public Note convertToEntityAttribute(String text) {
			if ("illegible".equals(text)) {
				throw new IllegalArgumentException("Only a person can read that");
			}
			return (text != null) ? new Note(text) : null;
		}

	}

	@Entity(name = "Reading")
	@RealtimeEntity(exclude = "password")
	static class Reading {

		@Id
		Integer id;

		int amount;

		@Enumerated(EnumType.STRING)
		Unit unit;

		@Convert(converter = NoteConverter.class)
		Note note;

		String password;

	}

	@Entity(name = "Beacon")
	@RealtimeEntity
	static class Beacon {

		@Id
		Integer id;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EventRecorder.class)
	static class StationConfiguration {

		@Bean
		PersistenceManagedTypes managedTypes() {
			return PersistenceManagedTypes.of(Reading.class.getName(), Beacon.class.getName());
		}

	}

}

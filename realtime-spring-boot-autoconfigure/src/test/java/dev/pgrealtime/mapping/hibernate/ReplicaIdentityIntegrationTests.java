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

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.ReplicaIdentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests what each replica identity tells of an insert, an update, a change of the key and
 * a delete.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplicaIdentityIntegrationTests {

	private static final String[] CHANGES = { "INSERT INTO page VALUES ('/a', 1, 'A', 'short')",
			"UPDATE page SET title = 'B'", "UPDATE page SET url = '/b'", "UPDATE page SET number = 2",
			"DELETE FROM page" };

	private static final String LONG_TEXT = "(SELECT string_agg(md5(n::text || '%s'), '') FROM generate_series(1, %d) n)";

	private final MappingFixture fixture = new MappingFixture(Page.class);

	@BeforeEach
	void createTable() {
		this.fixture.execute("DROP TABLE page",
				"CREATE TABLE page (url text PRIMARY KEY, number int NOT NULL UNIQUE, title text, body text)",
				"ALTER TABLE page ALTER url SET STORAGE EXTERNAL, ALTER body SET STORAGE EXTERNAL");
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void identityDefaultTellsThePrimaryKeyIfItChanged() {
		identity("DEFAULT");
		this.fixture.execute(CHANGES);
		assertThat(told()).containsExactly("INSERT /a: new /a without []",
				"UPDATE /a: new /a without [], changed [], perhaps [body, number, title]",
				"UPDATE /b: old /a without [body, number, title], new /b without [], changed [url], perhaps [body, number, title]",
				"UPDATE /b: new /b without [], changed [], perhaps [body, number, title]",
				"DELETE /b: old /b without [body, number, title]");
	}

	@Test
	void identityFullTellsEverything() {
		identity("FULL");
		this.fixture.execute(CHANGES);
		assertThat(told()).containsExactly("INSERT /a: new /a without []",
				"UPDATE /a: old /a without [], new /a without [], changed [title], perhaps []",
				"UPDATE /b: old /a without [], new /b without [], changed [url], perhaps []",
				"UPDATE /b: old /b without [], new /b without [], changed [number], perhaps []",
				"DELETE /b: old /b without []");
	}

	@Test
	void identityUsingIndexTellsTheColumnsOfTheIndexIfTheyChanged() {
		identity("USING INDEX page_number_key");
		this.fixture.execute(CHANGES);
		assertThat(told()).containsExactly("INSERT /a: new /a without []",
				"UPDATE /a: new /a without [], changed [], perhaps [body, title, url]",
				"UPDATE /b: new /b without [], changed [], perhaps [body, title, url]",
				"UPDATE /b: old null without [body, title, url], new /b without [], changed [number], perhaps [body, title, url]",
				"DELETE null: old null without [body, title, url]");
	}

	@Test
	void identityNothingTellsInsertsOnly() {
		identity("NOTHING");
		this.fixture.execute(CHANGES[0]);
		for (String refused : List.of(CHANGES[1], CHANGES[2], CHANGES[4])) {
			assertThatIllegalStateException().isThrownBy(() -> this.fixture.execute(refused))
				.withStackTraceContaining("does not have a replica identity");
		}
		assertThat(told()).containsExactly("INSERT /a: new /a without []");
		this.fixture.execute("ALTER PUBLICATION changes SET (publish = 'insert')");
		this.fixture.execute(CHANGES[1], CHANGES[4], CHANGES[0]);
		assertThat(told()).containsExactly("INSERT /a: new /a without []");
	}

	@ParameterizedTest
	@CsvSource({ "DEFAULT, 1", "FULL, 0", "USING INDEX page_number_key, 0" })
	void identityThatDoesNotTellTheTenantIsReportedOnce(String identity, int times, CapturedOutput output) {
		identity(identity);
		this.fixture.execute(CHANGES);
		this.fixture.events();
		assertThat(output.toString().lines().filter((line) -> line.contains("Whose an old row of"))).hasSize(times)
			.allMatch((line) -> line.contains("the replica identity of public.page does not have column number"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "DEFAULT", "FULL" })
	void primaryKeyThatIsKeptOutOfLineIsNeverUnknown(String identity) {
		identity(identity);
		this.fixture.execute("INSERT INTO page VALUES (%s, 1, 'A', 'short')".formatted(LONG_TEXT.formatted("a", 75)),
				"UPDATE page SET title = 'B'", "UPDATE page SET url = %s".formatted(LONG_TEXT.formatted("b", 75)),
				"DELETE FROM page");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(4);
		String first = ((Page) events.get(0).newEntity()).url;
		String second = ((Page) events.get(2).newEntity()).url;
		assertThat(first).hasSize(75 * 32).isNotEqualTo(second);
		EntityUpdated<?> update = (EntityUpdated<?>) events.get(1);
		assertThat(update.newImage().unknownAttributes()).isEmpty();
		assertThat(update.id()).isEqualTo(first);
		assertThat(((Page) update.oldEntity()).url).isEqualTo(first);
		assertThat(update.changed("url")).isFalse();
		EntityUpdated<?> keyChange = (EntityUpdated<?>) events.get(2);
		assertThat(keyChange.newImage().unknownAttributes()).isEmpty();
		assertThat(keyChange.id()).isEqualTo(second);
		assertThat(((Page) keyChange.oldEntity()).url).isEqualTo(first);
		assertThat(keyChange.changed("url")).isTrue();
		Set<String> unknown = identity.equals("FULL") ? Set.of() : Set.of("number", "title", "body");
		assertThat(update.oldImage().unknownAttributes()).isEqualTo(unknown);
		assertThat(keyChange.oldImage().unknownAttributes()).isEqualTo(unknown);
		assertThat(events.get(3).id()).isEqualTo(second);
		assertThat(events.get(3).oldImage().unknownAttributes()).isEqualTo(unknown);
	}

	@Test
	void indexThatIsKeptOutOfLineIsNeverUnknown() {
		this.fixture.execute("ALTER TABLE page ALTER body SET NOT NULL",
				"CREATE UNIQUE INDEX page_body_key ON page (body)");
		identity("USING INDEX page_body_key");
		this.fixture.execute("INSERT INTO page VALUES ('/a', 1, 'A', %s)".formatted(LONG_TEXT.formatted("a", 75)),
				"UPDATE page SET title = 'B'");
		RealtimeEvent<?> update = this.fixture.events().get(1);
		assertThat(update.newImage().unknownAttributes()).isEmpty();
		assertThat(((Page) update.newEntity()).body).hasSize(75 * 32);
		assertThat(update.oldImage().unknownAttributes()).containsExactlyInAnyOrder("url", "number", "title");
	}

	@Test
	void identifierThatMovesToAnotherRowTakesNoValueAlong() {
		identity("USING INDEX page_number_key");
		this.fixture.execute(
				"INSERT INTO page VALUES ('/a', 1, 'A', 'short'), ('/b', 2, 'B', %s)"
					.formatted(LONG_TEXT.formatted("b", 500)),
				"BEGIN; UPDATE page SET body = %s WHERE number = 1; UPDATE page SET url = '/c' WHERE number = 1; "
					.formatted(LONG_TEXT.formatted("a", 500)) + "UPDATE page SET url = '/a' WHERE number = 2; COMMIT");
		List<RealtimeEvent<?>> events = this.fixture.events();
		String body = ((Page) events.get(2).newEntity()).body;
		assertThat(((Page) events.get(3).newEntity()).body).hasSize(500 * 32).isEqualTo(body);
		assertThat(events.get(3).newImage().unknownAttributes()).isEmpty();
		assertThat(events.get(4).newImage().unknownAttributes()).containsExactly("body");
		assertThat(((Page) events.get(4).newEntity()).body).isNull();
	}

	private void identity(String identity) {
		this.fixture.execute("ALTER TABLE page REPLICA IDENTITY " + identity);
	}

	private List<String> told() {
		return this.fixture.events().stream().map(ReplicaIdentityIntegrationTests::describe).toList();
	}

	private static String describe(RealtimeEvent<?> event) {
		String images = ((event.oldImage() != null) ? "old " + describe(event.oldImage()) : "")
				+ ((event.oldImage() != null && event.newImage() != null) ? ", " : "")
				+ ((event.newImage() != null) ? "new " + describe(event.newImage()) : "");
		String changes = (event instanceof EntityUpdated<?> update) ? ", changed %s, perhaps %s"
			.formatted(sorted(update.changedAttributes()), sorted(update.undeterminedAttributes())) : "";
		return "%s %s: %s%s".formatted(event.action(), event.id(), images, changes);
	}

	private static String describe(EntityImage<?> image) {
		Page page = (Page) image.entity();
		assertThat(page.title == null).isEqualTo(image.unknownAttributes().contains("title"));
		assertThat(page.body == null).isEqualTo(image.unknownAttributes().contains("body"));
		return page.url + " without " + sorted(image.unknownAttributes());
	}

	private static Collection<String> sorted(Collection<String> names) {
		return new TreeSet<>(names);
	}

	@Entity(name = "Page")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.UNCHANGED, tenant = "number")
	static class Page {

		@Id
		String url;

		Integer number;

		String title;

		@Column(columnDefinition = "text")
		String body;

	}

}

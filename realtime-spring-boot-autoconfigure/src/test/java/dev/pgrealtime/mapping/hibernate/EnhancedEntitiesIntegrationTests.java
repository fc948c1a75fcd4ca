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

import java.util.List;
import java.util.Map;

import org.hibernate.Hibernate;
import org.hibernate.LazyInitializationException;
import org.hibernate.cfg.EnvironmentSettings;
import org.hibernate.cfg.StatisticsSettings;
import org.hibernate.engine.spi.SelfDirtinessTracker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.hibernate.Library.Author;
import dev.pgrealtime.mapping.hibernate.Library.Book;
import dev.pgrealtime.mapping.hibernate.Library.Cover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests entities whose byte code Hibernate has enhanced at build time, for lazy
 * attributes, dirty tracking and the management of associations.
 */
class EnhancedEntitiesIntegrationTests {

	private static final String INSERT = "INSERT INTO author (id, name, mentor_id) VALUES (2, 'Bob', NULL), (1, 'Ann', 2); "
			+ "INSERT INTO book (id, title, body, summary, year_printed, paper, author_id) "
			+ "VALUES (1, 'title', 'body', 'summary', 1999, 'thin', 1)";

	private static MappingFixture fixture;

	@BeforeAll
	static void start() {
		EnhancingClassLoader loader = new EnhancingClassLoader(Library.class);
		Map<String, Object> settings = Map.of(EnvironmentSettings.TC_CLASSLOADER, "before",
				StatisticsSettings.GENERATE_STATISTICS, true);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(loader);
		try {
			fixture = new MappingFixture(settings, loader.enhanced(Book.class), loader.enhanced(Author.class),
					loader.enhanced(Cover.class));
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@BeforeEach
	void empty() {
		fixture.execute("TRUNCATE author CASCADE");
		fixture.messages();
	}

	@Test
	void allAttributesCanBeRead() {
		fixture.execute(INSERT);
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model).containsExactly("Author", "Author", "Book");
		Object book = events.get(2).newEntity();
		assertThat(book).isInstanceOf(SelfDirtinessTracker.class).isNotInstanceOf(Book.class);
		assertThat(book).extracting("id", "title", "body", "summary", "cover.yearPrinted", "cover.paper")
			.containsExactly(1L, "title", "body", "summary", 1999, "thin");
		assertThat(Hibernate.isPropertyInitialized(book, "body")).isTrue();
		assertThat(events.get(2).newImage().unknownAttributes()).isEmpty();
		assertThat(events.get(2).id()).isEqualTo(1L);
		Object author = events.get(1).newEntity();
		assertThat(author).extracting("id", "name", "mentor.id").containsExactly(1L, "Ann", 2L);
		assertThat(events.get(1).newImage().unknownAttributes()).containsExactlyInAnyOrder("books", "pupils");
	}

	@Test
	void referenceKnowsItsIdentifierOnly() {
		fixture.execute(INSERT);
		RealtimeEvent<?> event = fixture.events().get(2);
		assertThat(event.newEntity()).extracting("author").satisfies((author) -> {
			assertThat(Hibernate.isInitialized(author)).isFalse();
			assertThat(author).extracting("id").isEqualTo(1L);
			assertThatExceptionOfType(LazyInitializationException.class).isThrownBy(() -> ((Named) author).getName());
		});
	}

	@Test
	void nothingIsDirty() {
		fixture.execute(INSERT);
		List<RealtimeEvent<?>> events = fixture.events();
		for (RealtimeEvent<?> event : events) {
			SelfDirtinessTracker tracker = (SelfDirtinessTracker) event.newEntity();
			assertThat(tracker.$$_hibernate_getDirtyAttributes()).isEmpty();
			assertThat(tracker.$$_hibernate_hasDirtyAttributes()).isFalse();
			((Named) event.newEntity()).setName("other");
			assertThat(tracker.$$_hibernate_getDirtyAttributes()).hasSize(1);
		}
	}

	@Test
	void mergingWhatDidNotChangeWritesNothing() {
		fixture.execute("INSERT INTO author (id, name) VALUES (3, 'Bob')");
		RealtimeEvent<?> event = fixture.events().get(0);
		fixture.factory().getStatistics().clear();
		fixture.inSession((session) -> session.merge(event.newEntity()));
		assertThat(fixture.factory().getStatistics().getEntityUpdateCount()).isZero();
	}

	@Test
	void lazyAttributeThatIsUnknownIsNotInitialized() {
		fixture.execute(
				"ALTER TABLE book ALTER body TYPE text, ALTER body SET STORAGE EXTERNAL, "
						+ "ALTER summary TYPE text, ALTER summary SET STORAGE EXTERNAL",
				INSERT, "UPDATE book SET body = repeat('x', 9000), summary = repeat('y', 9000)",
				"UPDATE book SET title = 'other', summary = 'short'");
		List<RealtimeEvent<?>> events = fixture.events();
		EntityUpdated<?> event = (EntityUpdated<?>) events.get(4);
		assertThat(event.newImage().unknownAttributes()).containsExactly("body");
		assertThat(event.newEntity()).extracting("title", "summary").containsExactly("other", "short");
		assertThat(Hibernate.isPropertyInitialized(event.newEntity(), "body")).isFalse();
		assertThatExceptionOfType(LazyInitializationException.class)
			.isThrownBy(() -> ((Lazy) event.newEntity()).getBody());
		assertThat(((SelfDirtinessTracker) event.newEntity()).$$_hibernate_hasDirtyAttributes()).isFalse();
	}

	/**
	 * What an enhanced class, of which only its own class loader knows, can be asked.
	 */
	public interface Named {

		String getName();

		void setName(String name);

	}

	/**
	 * What an enhanced class with a lazy attribute can be asked.
	 */
	public interface Lazy {

		String getBody();

	}

}

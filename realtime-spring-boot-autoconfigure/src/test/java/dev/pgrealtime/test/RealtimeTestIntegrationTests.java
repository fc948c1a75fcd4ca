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

package dev.pgrealtime.test;

import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.jdbc.Sql;
import org.springframework.test.context.transaction.TestTransaction;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RealtimeTest @RealtimeTest} as its users write them.
 */
@SpringBootTest(classes = NoteApplication.class, webEnvironment = WebEnvironment.NONE)
@RealtimeTest
@DirtiesContext
class RealtimeTestIntegrationTests {

	@Autowired
	private RealtimeEvents events;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private EntityManager entityManager;

	@AfterEach
	void removeNotes() {
		NoteApplication.DATABASE.execute("DELETE FROM note");
	}

	@Test
	void findsWhatTheApplicationCommitted() {
		this.transaction.executeWithoutResult((status) -> this.entityManager.persist(new Note(1, "first")));
		this.transaction.executeWithoutResult((status) -> this.entityManager.find(Note.class, 1L).setText("second"));
		assertThat(this.events).inserted(Note.class)
			.singleElement()
			.hasId(1L)
			.newEntity()
			.extracting(Note::getText)
			.isEqualTo("first");
		assertThat(this.events).updated(Note.class)
			.singleElement()
			.hasChangedOnly("text")
			.hasNotChanged("stars")
			.oldEntity()
			.extracting(Note::getText)
			.isEqualTo("first");
	}

	@Test
	void findsWhatOthersCommitted() {
		NoteApplication.DATABASE.execute("INSERT INTO note SELECT n, 'note ' || n FROM generate_series(1, 3) n",
				"DELETE FROM note WHERE id < 3", "TRUNCATE note");
		assertThat(this.events).inserted(Note.class).extracting(EntityInserted::id).containsExactly(1L, 2L, 3L);
		assertThat(this.events).deleted(Note.class).extracting(EntityDeleted::id).containsExactly(1L, 2L);
		assertThat(this.events).truncated(Note.class).hasSize(1);
		assertThat(this.events).of(Note.class).hasSize(6);
		assertThat(this.events.all()).extracting(RealtimeEvent::position).isSorted();
	}

	@RepeatedTest(3)
	void findsTheEventsOfItsOwnMethodOnly() {
		assertThat(this.events).isEmpty();
		NoteApplication.DATABASE.execute("INSERT INTO note VALUES (1, 'mine')");
		assertThat(this.events).of(Note.class).hasSize(1);
	}

	@Test
	void findsNothingWhereNothingWasCommitted() {
		this.transaction.executeWithoutResult((status) -> {
			this.entityManager.persist(new Note(1, "never"));
			this.entityManager.flush();
			status.setRollbackOnly();
		});
		assertThat(this.events).isEmpty();
	}

	@Test
	@Sql(statements = "INSERT INTO note VALUES (7, 'of a script')")
	void findsWhatAScriptOfTheMethodCommitted() {
		assertThat(this.events).inserted(Note.class).singleElement().hasId(7L);
		this.events.clear();
		assertThat(this.events).isEmpty();
	}

	@Test
	@Transactional
	void saysThatATransactionThatIsOpenIsNotPublished() {
		this.entityManager.persist(new Note(1, "not committed"));
		this.entityManager.flush();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.events).inserted(Note.class).hasSize(1))
			.withMessageContainingAll("a transaction is open in this test", "remove @Transactional");
	}

	@Test
	@Transactional
	void findsWhatATestCommitsItself() {
		this.entityManager.persist(new Note(1, "committed"));
		TestTransaction.flagForCommit();
		TestTransaction.end();
		assertThat(this.events).inserted(Note.class).singleElement().hasId(1L);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.events).isEmpty())
			.satisfies((ex) -> assertThat(ex).message()
				.contains("INSERT of Note 1 at ")
				.doesNotContain("a transaction is open"));
	}

}

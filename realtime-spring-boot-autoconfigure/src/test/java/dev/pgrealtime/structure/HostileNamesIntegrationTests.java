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

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.delivery.jdbc.ParkedEvent;
import dev.pgrealtime.delivery.jdbc.ParkedEventOperations;
import dev.pgrealtime.replication.ReplicationException;
import dev.pgrealtime.structure.hostile.Hostile;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Names that would be SQL, a format, a parameter or an escape, were they not quoted, do
 * everywhere what any other name does.
 */
class HostileNamesIntegrationTests {

	private static final String PUBLICATION = "it's \"one\"; %s {0} ? \\ $1 :name";

	private static final String[] PROPERTIES = { "realtime.publication.name=" + PUBLICATION,
			"realtime.listener.max-attempts=1", "realtime.watchdog.interval=100ms",
			"realtime.retry.max-interval=200ms" };

	private final TestDatabase database = PostgresServer.newDatabase();

	private @Nullable ConfigurableApplicationContext context;

	@BeforeEach
	void createTables() {
		this.database.execute("CREATE TABLE x (id int)");
		this.database.execute(Hostile.TABLES);
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		assertThat(this.database.query("SELECT to_regclass('x')")).isEqualTo("x");
	}

	@Test
	void streamsParksAndFills() throws Exception {
		start("realtime.snapshot=initial");
		assertThat(TestApplication.recorder(this.context).events()).<EventAction>extracting(RealtimeEvent::action)
			.containsExactly(EventAction.READ);
		assertThatEverythingWorks();
		dropPublication();
		await().until(() -> !TestApplication.recorder(this.context).gaps().isEmpty());
		assertThatEverythingWorks();
	}

	@Test
	void theStatementsThatAreReportedAreThoseThatHelp() throws Exception {
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> start("realtime.provisioning=validate"))
			.havingRootCause()
			.isInstanceOfSatisfying(ReplicationException.class, (ex) -> execute(ex.action()));
		this.database.execute("""
				CREATE TABLE realtime_backfill (
				id uuid PRIMARY KEY, slot text NOT NULL, model text NOT NULL, state text NOT NULL,
				part int NOT NULL DEFAULT 0, last_key text[], row_count bigint NOT NULL DEFAULT 0, problem text,
				started_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())""");
		start("realtime.provisioning=validate");
		assertThatEverythingWorks();
		dropPublication();
		await().until(() -> String.valueOf(TestApplication.worker(this.context).status().action()).contains("CREATE"));
		execute(TestApplication.worker(this.context).status().action());
		await().until(() -> !TestApplication.recorder(this.context).gaps().isEmpty());
		assertThatEverythingWorks();
	}

	private void assertThatEverythingWorks() throws Exception {
		List<RealtimeEvent<?>> events = TestApplication.recorder(this.context).events();
		events.clear();
		this.database.execute(Hostile.insert(2, "good"), Hostile.update(2, "better"), Hostile.delete(2));
		this.context.getBean(RealtimeFence.class).awaitDelivered(Duration.ofSeconds(30));
		assertThat(events).<EventAction>extracting(RealtimeEvent::action)
			.containsExactly(EventAction.INSERT, EventAction.UPDATE, EventAction.DELETE);
		Hostile updated = (Hostile) events.get(1).newEntity();
		assertThat(updated.name).isEqualTo("better");
		assertThat(updated.text).isEqualTo("text");
		assertThat(updated.secret).isNull();
		RealtimeBackfill backfill = this.context.getBean(RealtimeBackfill.class);
		BackfillProgress started = backfill.start(Hostile.class);
		await().until(() -> backfill.status(started.id()).state() != BackfillProgress.State.RUNNING);
		assertThat(backfill.status(started.id()).problem()).isNull();
		assertThat(backfill.status(started.id()).rows()).isOne();
		this.database.execute(Hostile.insert(3, "bad"));
		ParkedEventOperations parked = this.context.getBean(ParkedEventOperations.class);
		await().until(() -> parked.count() == 1);
		ParkedEvent event = parked.list("faulty", 0, 1).get(0);
		assertThat(event.description()).contains("bad").doesNotContain("hidden");
		this.context.getBean(Faulty.class).failing = false;
		assertThat(parked.resubmit(event.id())).isOne();
		this.context.getBean(Faulty.class).failing = true;
		this.database.execute(Hostile.delete(3));
	}

	private void dropPublication() {
		this.database.execute("DROP PUBLICATION \"%s\"".formatted(PUBLICATION.replace("\"", "\"\"")));
	}

	private void execute(String action) {
		String statements = action.substring(action.indexOf(System.lineSeparator()));
		this.database.execute(statements.split(";\\R?$|;\n"));
	}

	private void start(String property) {
		String[] properties = { property, PROPERTIES[0], PROPERTIES[1], PROPERTIES[2], PROPERTIES[3] };
		this.context = TestApplication.streaming(this.database, HostileConfiguration.class, properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = Hostile.class)
	@Import({ EventRecorder.class, Faulty.class })
	static class HostileConfiguration {

	}

	static class Faulty {

		private volatile boolean failing = true;

		@RealtimeListener(id = "faulty")
		void on(EntityInserted<Hostile> event) {
			if (this.failing && "bad".equals(event.newEntity().name)) {
				throw new IllegalStateException("100 %s {0}");
			}
		}

	}

}

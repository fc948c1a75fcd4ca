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

package dev.pgrealtime.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.transaction.PlatformTransactionManager;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.delivery.jdbc.DeliveredEvents;
import dev.pgrealtime.delivery.jdbc.JdbcOnceOnly;
import dev.pgrealtime.delivery.jdbc.ParkedEvent;
import dev.pgrealtime.delivery.jdbc.ParkedEventOperations;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationException;
import dev.pgrealtime.replication.SlotInspector;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Holds {@code docs/reference/privileges.md}: what that page grants is enough, and
 * without each part of it something is refused, and the starter says what is missing.
 */
@ExtendWith(OutputCaptureExtension.class)
class PrivilegesIntegrationTests {

	private static final Path PAGE = Path.of("..", "docs", "reference", "privileges.md");

	private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

	private static final Duration SOON = Duration.ofSeconds(30);

	private final TestDatabase server = PostgresServer.newDatabase();

	private final TestDatabase database = new TestDatabase(this.server.host(), this.server.port(), "shop");

	private final AtomicInteger orders = new AtomicInteger();

	private final AtomicLong nanoTime = new AtomicLong();

	private CapturedOutput output;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void makeShop(CapturedOutput output) {
		this.output = output;
		this.server.execute("CREATE ROLE shop LOGIN PASSWORD 'change-me'", "CREATE DATABASE shop",
				"REVOKE ALL ON DATABASE shop FROM PUBLIC", "GRANT CONNECT ON DATABASE shop TO shop");
		this.database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC", "GRANT USAGE ON SCHEMA public TO shop",
				Order.TABLE, "ALTER TABLE orders OWNER TO shop", insert("before"));
	}

	@AfterEach
	void removeShop() {
		if (this.context != null) {
			this.context.close();
		}
		dropSlot();
		this.server.execute("DROP DATABASE shop WITH (FORCE)", "DROP ROLE IF EXISTS shop_realtime", "DROP ROLE shop");
	}

	@Test
	void theRoleOfTheApplication() {
		List<String> sql = section("The application's role");
		this.database.execute(sql.toArray(String[]::new));
		start(false, "realtime.snapshot=initial");
		assertThat(recorded("before")).containsExactly(EventAction.READ);
		assertThatEverythingWorks();
		assertThatEachIsNeeded(sql, Map.of("REPLICATION",
				refused(this::endConnections, "ALTER ROLE \"shop\" REPLICATION"), "CREATE ON DATABASE shop TO shop",
				refused(this::provision, "permission denied for database shop"), "CREATE ON SCHEMA public TO shop",
				refused(this::makeTables, "permission denied for schema public")));
	}

	@Test
	void aRoleOfItsOwnThatSetsUpWhatItNeeds() {
		List<String> sql = section("A role of its own that sets up what it needs");
		this.database.execute(sql.toArray(String[]::new));
		start(true, "realtime.snapshot=initial");
		assertThat(recorded("before")).containsExactly(EventAction.READ);
		assertThatEverythingWorks();
		Refusal recording = refused(this::recordInNewTable, "permission denied for table realtime_delivered_event");
		assertThatEachIsNeeded(sql,
				Map.of("LOGIN", refused(this::endConnections, "\"shop_realtime\" is not permitted to log in"),
						"REPLICATION", refused(this::endConnections, "ALTER ROLE \"shop_realtime\" REPLICATION"),
						"shop TO shop_realtime", refused(this::provision, "permission denied for database"),
						"CREATE ON DATABASE shop TO shop_realtime",
						refused(this::provision, "permission denied for database shop"),
						"CREATE ON SCHEMA public TO shop_realtime",
						refused(this::makeTables, "permission denied for schema public"), "SELECT ON TABLES TO shop",
						recording, "INSERT ON TABLES TO shop", recording));
	}

	@Test
	void aRoleOfItsOwnThatChangesNothing() {
		List<String> sql = section("A role of its own that changes nothing");
		int role = 3;
		this.database.execute(sql.subList(0, role).toArray(String[]::new));
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> start(true, "realtime.provisioning=validate"))
			.havingRootCause()
			.isInstanceOfSatisfying(ReplicationException.class,
					(ex) -> this.database.execute(ex.action().lines().skip(1).toArray(String[]::new)));
		this.database.execute(sql.subList(role, sql.size()).toArray(String[]::new));
		start(true, "realtime.provisioning=validate");
		assertThatEverythingWorks();
		Map<String, Refusal> refusals = new HashMap<>(Map.of("LOGIN",
				refused(this::endConnections, "\"shop_realtime\" is not permitted to log in"), "REPLICATION",
				refused(this::endConnections, "ALTER ROLE \"shop_realtime\" REPLICATION"),
				"CONNECT ON DATABASE shop TO shop_realtime",
				refused(this::endConnections, "permission denied for database \"shop\""),
				"USAGE ON SCHEMA public TO shop_realtime", refused(this::endConnections, "GRANT USAGE ON SCHEMA"),
				"SELECT ON orders TO shop_realtime", refused(this::backfill, "permission denied for table orders")));
		String parked = "permission denied for table realtime_parked_event";
		refusals.putAll(Map.of("SELECT ON realtime_parked_event TO shop_realtime", refused(this::park, parked),
				"INSERT ON realtime_parked_event TO shop_realtime", refused(this::park, parked),
				"UPDATE ON realtime_parked_event TO shop_realtime", refused(this::resubmit, parked),
				"DELETE ON realtime_parked_event TO shop_realtime", refused(this::discard, parked)));
		Refusal recording = refused(this::record, "permission denied for table realtime_delivered_event");
		refusals.putAll(Map.of("SELECT ON realtime_delivered_event TO shop", recording,
				"INSERT ON realtime_delivered_event TO shop", recording,
				"SELECT ON realtime_delivered_event TO shop_realtime", recording,
				"DELETE ON realtime_delivered_event TO shop_realtime", recording));
		Refusal filling = refused(this::backfill, "permission denied for table realtime_backfill");
		refusals.putAll(Map.of("SELECT ON realtime_backfill TO shop_realtime", filling,
				"INSERT ON realtime_backfill TO shop_realtime", filling, "UPDATE ON realtime_backfill TO shop_realtime",
				filling));
		assertThatEachIsNeeded(sql, refusals);
	}

	private void assertThatEverythingWorks() {
		stream();
		assertThat(this.database.query("SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname LIKE 'shop%'"))
			.isEqualTo("0");
		assertThat(this.context.getBean(SlotInspector.class).inspect()).isNotNull()
			.satisfies((slot) -> assertThat(slot.active()).isTrue());
		Stream.<Runnable>of(this::backfill, this::resubmit, this::discard, this::record).forEach(Runnable::run);
		dropSlot();
		stream();
		TestApplication.worker(this.context).stop();
		TestApplication.worker(this.context).start();
		stream();
		assertThat(this.output).doesNotContain("permission denied", "cannot be looked at");
	}

	/**
	 * Take away each privilege, see that what it is for is refused, and give it back.
	 */
	private void assertThatEachIsNeeded(List<String> sql, Map<String, Refusal> refusals) {
		List<Privilege> privileges = sql.stream().flatMap(Privilege::in).toList();
		assertThat(privileges).extracting(Privilege::name).containsExactlyInAnyOrderElementsOf(refusals.keySet());
		for (Privilege privilege : privileges) {
			Refusal refusal = refusals.get(privilege.name());
			int said = this.output.getAll().length();
			this.database.execute(privilege.taken());
			Throwable failure = catchThrowable(refusal.use()::run);
			String thrown = (failure != null) ? String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure)) : "";
			await("Without " + privilege)
				.until(() -> (thrown + health().getDetails() + this.output.getAll().substring(said))
					.contains(refusal.message()));
			this.database.execute(privilege.given());
			if (health().getStatus() != Status.UP || !hasTable("realtime_parked_event")) {
				endConnections();
			}
			stream();
		}
	}

	private static Refusal refused(Runnable use, String message) {
		return new Refusal(use, message);
	}

	private void provision() {
		this.database.execute("DROP PUBLICATION realtime_shop", "ALTER TABLE orders REPLICA IDENTITY DEFAULT");
		endConnections();
	}

	private void makeTables() {
		this.database
			.execute("DROP TABLE IF EXISTS realtime_parked_event, realtime_delivered_event, realtime_backfill");
		endConnections();
	}

	private void recordInNewTable() {
		this.database.execute("DROP TABLE IF EXISTS realtime_delivered_event");
		endConnections();
		await().until(() -> hasTable("realtime_delivered_event"));
		record();
	}

	private boolean hasTable(String name) {
		return this.database.query("SELECT to_regclass('%s')".formatted(name)) != null;
	}

	private void stream() {
		await().until(() -> health().getStatus() == Status.UP);
		String note = "streamed " + this.orders.incrementAndGet();
		this.database.execute(insert(note), "UPDATE orders SET total_cents = 1 WHERE note = '%s'".formatted(note),
				"DELETE FROM orders WHERE note = '%s'".formatted(note));
		try {
			this.context.getBean(RealtimeFence.class).awaitDelivered(SOON);
		}
		catch (TimeoutException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(recorded(note)).containsExactly(EventAction.INSERT, EventAction.UPDATE, EventAction.DELETE);
	}

	private void backfill() {
		RealtimeBackfill backfill = this.context.getBean(RealtimeBackfill.class);
		await().until(() -> backfill.list()
			.stream()
			.noneMatch((progress) -> progress.state() == BackfillProgress.State.RUNNING));
		int said = this.output.getAll().length();
		BackfillProgress started = backfill.start(Order.class);
		await().until(() -> backfill.status(started.id()).state() != BackfillProgress.State.RUNNING
				|| this.output.getAll().substring(said).contains("A backfill is held up"));
		assertThat(backfill.status(started.id()).problem()).isNull();
	}

	private ParkedEvent park() {
		String note = "bad " + this.orders.incrementAndGet();
		Faulty faulty = this.context.getBean(Faulty.class);
		ParkedEventOperations parked = this.context.getBean(ParkedEventOperations.class);
		int said = this.output.getAll().length();
		faulty.notes.add(note);
		this.database.execute(insert(note));
		await().until(() -> this.output.getAll().substring(said).contains("[faulty]"));
		faulty.notes.remove(note);
		return parked.list("faulty", 0, 100).get(0);
	}

	private void resubmit() {
		ParkedEvent event = park();
		Faulty faulty = this.context.getBean(Faulty.class);
		ParkedEventOperations parked = this.context.getBean(ParkedEventOperations.class);
		faulty.all = true;
		Throwable failure = catchThrowable(() -> parked.resubmit(event.id()));
		faulty.all = false;
		assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).hasMessage("faulty");
		assertThat(parked.find(event.id()).attempts()).isEqualTo(2);
		assertThat(parked.resubmit(event.id())).isOne();
	}

	private void discard() {
		this.context.getBean(ParkedEventOperations.class).discard(park().id());
	}

	/**
	 * Record a position in a transaction of the application, and forget old ones.
	 */
	private void record() {
		this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
		DeliveredEvents delivered = new DeliveredEvents(this.context.getBean(PgConnections.class), "realtime_shop",
				Duration.ZERO, () -> this.nanoTime.getAndAdd(Duration.ofMinutes(2).toNanos()));
		JdbcOnceOnly onceOnly = new JdbcOnceOnly(this.context.getBean(DataSource.class),
				this.context.getBean(PlatformTransactionManager.class), delivered);
		assertThat(onceOnly.run("test", new EventPosition(new Lsn(this.orders.incrementAndGet()), 1), () -> {
		})).isTrue();
	}

	private void start(boolean ownRole, String property) {
		List<String> properties = new ArrayList<>(
				List.of(property, "spring.datasource.username=shop", "spring.datasource.password=change-me",
						"realtime.slot.on-lost=recreate", "realtime.watchdog.interval=200ms",
						"realtime.retry.max-interval=200ms", "realtime.listener.max-attempts=1"));
		if (ownRole) {
			properties.add("realtime.connection.username=shop_realtime");
			properties.add("realtime.connection.password=change-me");
		}
		this.context = TestApplication.streaming(this.database, Shop.class, properties.toArray(String[]::new));
	}

	private void endConnections() {
		this.database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop' "
				+ "AND usename LIKE 'shop%' AND application_name NOT LIKE 'PostgreSQL JDBC Driver'");
	}

	private void dropSlot() {
		await().ignoreExceptions().until(() -> {
			this.database.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots",
					"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'realtime_shop'");
			return true;
		});
	}

	private Health health() {
		return this.context.getBean("realtimeHealthContributor", HealthIndicator.class).health();
	}

	private List<EventAction> recorded(String note) {
		return TestApplication.recorder(this.context)
			.events()
			.stream()
			.filter((event) -> note.equals(note(event)))
			.<EventAction>map(RealtimeEvent::action)
			.toList();
	}

	private static String note(RealtimeEvent<?> event) {
		Object entity = (event.newEntity() != null) ? event.newEntity() : event.oldEntity();
		return ((Order) entity).getNote();
	}

	private static String insert(String note) {
		return "INSERT INTO orders VALUES (gen_random_uuid(), 'PENDING', 0, '%s')".formatted(note);
	}

	private static List<String> section(String title) {
		try {
			String page = Files.readString(PAGE);
			String section = page.substring(page.indexOf("## " + title + "\n")).split("\n## ")[0];
			List<String> statements = SQL.matcher(section)
				.results()
				.map((block) -> block.group(1).replaceAll("--.*", ""))
				.flatMap((block) -> Stream.of(block.split(";\n")))
				.map(String::strip)
				.filter((statement) -> !statement.isEmpty())
				.toList();
			assertThat(statements).hasSizeGreaterThan(2);
			return statements;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What uses a privilege, and what is said where it is missing.
	 */
	private record Refusal(Runnable use, String message) {

	}

	/**
	 * A privilege, and the statements that give it and take it away.
	 */
	private record Privilege(String name, String given, String taken) {

		private static final Pattern ROLE = Pattern.compile("(?:CREATE|ALTER) ROLE (\\w+) ([A-Z ]+).*");

		private static final Pattern GRANT = Pattern.compile("(.*)GRANT ([^.]*?)( ON .*?)?( TO (\\w+))");

		static Stream<Privilege> in(String statement) {
			Matcher role = ROLE.matcher(statement);
			if (role.matches()) {
				String alter = "ALTER ROLE %s ".formatted(role.group(1));
				return Stream.of("LOGIN", "REPLICATION")
					.filter((attribute) -> role.group(2).contains(attribute))
					.map((attribute) -> new Privilege(attribute, alter + attribute, alter + "NO" + attribute));
			}
			Matcher grant = GRANT.matcher(statement);
			return grant.matches() ? Stream.of(grant.group(2).split(", ")).map((privilege) -> of(grant, privilege))
					: Stream.empty();
		}

		private static Privilege of(Matcher grant, String privilege) {
			String what = privilege + Objects.requireNonNullElse(grant.group(3), "");
			return new Privilege(what + grant.group(4), grant.group(1) + "GRANT " + what + grant.group(4),
					grant.group(1) + "REVOKE " + what + " FROM " + grant.group(5));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, Faulty.class, Once.class })
	static class Shop {

	}

	static class Faulty {

		private final Set<String> notes = ConcurrentHashMap.newKeySet();

		private volatile boolean all;

		@RealtimeListener(id = "faulty")
		void on(EntityInserted<Order> event) {
			if (this.all || this.notes.contains(String.valueOf(event.newEntity().getNote()))) {
				throw new IllegalStateException("faulty");
			}
		}

	}

	static class Once {

		@RealtimeListener(id = "once", exactlyOnce = true)
		void on(EntityInserted<Order> event) {
		}

	}

}

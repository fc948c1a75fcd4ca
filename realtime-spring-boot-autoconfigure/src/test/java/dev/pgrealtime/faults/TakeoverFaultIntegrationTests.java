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

package dev.pgrealtime.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.FaultProxy;
import dev.pgrealtime.support.Leftovers;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Of several instances of an application one streams, and another one within five seconds
 * after that, however it ends; never two.
 */
class TakeoverFaultIntegrationTests {

	private static final Duration TAKEOVER = Duration.ofSeconds(5);

	private static final Duration RESTART = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final List<ConfigurableApplicationContext> contexts = new CopyOnWriteArrayList<>();

	private final List<Process> processes = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void stop() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
		}
		this.contexts.forEach(ConfigurableApplicationContext::close);
		new Leftovers(this.database).assertNone();
	}

	@Test
	void aRollingDeployLosesAndRepeatsNothing() {
		StateOracle oracle = Bank.found(this.database);
		ConfigurableApplicationContext instance = bank(oracle);
		awaitState(instance, State.STREAMING);
		Workload workload = Workload.start(this.database, 61, 4);
		for (int i = 0; i < 3; i++) {
			ConfigurableApplicationContext next = bank(oracle);
			awaitState(next, State.STANDBY);
			long told = oracle.count();
			await().until(() -> oracle.count() > told + 100);
			instance.close();
			takeover().until(() -> state(next) == State.STREAMING);
			instance = next;
		}
		workload.close();
		oracle.verify(instance);
	}

	@Test
	void aSlowListenerWithAFullBufferKeepsTheSlot() throws SQLException {
		this.database.execute(Account.TABLE);
		ConfigurableApplicationContext context = TestApplication.streaming(this.database, SlowConfiguration.class,
				"realtime.slot.lease-duration=1s", "realtime.listener.buffer-size=2KB");
		this.contexts.add(context);
		SlowListener listener = context.getBean(SlowListener.class);
		insertAccounts(1, 100);
		await().until(() -> listener.holding.getCount() == 0);
		String process = process();
		String now = this.database.query("SELECT now()");
		await().until(() -> "t".equals(this.database.query("""
				SELECT reply_time > timestamptz '%s' + interval '3 s' FROM pg_stat_replication WHERE pid = %s"""
			.formatted(now, process))));
		listener.release.countDown();
		await().until(() -> listener.count == 100);
		assertThat(process()).isEqualTo(process);
	}

	@Test
	@SlowFault
	void aFrozenInstanceTellsNothingOnceAnotherOneHasTakenOver() throws Exception {
		createTables();
		Process first = start("first");
		awaitTold("first", BankInstance.GAINED, 1);
		ConfigurableApplicationContext second = instance("second");
		awaitState(second, State.STANDBY);
		work("first");
		signal(first, "STOP");
		takeover().until(() -> told("second", BankInstance.GAINED) == 1);
		await().atMost(PATIENCE).until(() -> untold() == 0);
		signal(first, "CONT");
		awaitTold("first", BankInstance.LOST, 1);
		insertAccounts(1001, 1001);
		awaitTold("second", "account 1001", 1);
		assertThat(this.database.query("""
				SELECT count(*) FROM diary WHERE instance = 'first' AND told LIKE 'account %'
				AND entry > (SELECT entry FROM diary WHERE instance = 'second' AND told = 'gained')"""))
			.as("calls that were running when it was frozen")
			.isIn("0", "1");
		assertThat(untold()).isZero();
		second.close();
		takeover().until(() -> told("first", BankInstance.GAINED) == 2);
		insertAccounts(1002, 1002);
		awaitTold("first", "account 1002", 1);
	}

	@Test
	@SlowFault
	void anInstanceThatIsKilledIsFollowedByTheStandbyAndByItself() throws Exception {
		Process first = startAndWork("first");
		first.destroyForcibly();
		ConfigurableApplicationContext second = instance("second");
		await().atMost(RESTART).until(() -> told("second", BankInstance.GAINED) == 1);
		Process third = start("third");
		await().atMost(PATIENCE)
			.until(() -> this.database.query(
					"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT active_pid%'")
				.equals("1"));
		second.close();
		takeover().until(() -> told("third", BankInstance.GAINED) == 1);
		instance("fourth");
		third.destroyForcibly();
		takeover().until(() -> told("fourth", BankInstance.GAINED) == 1);
		insertAccounts(1001, 1001);
		awaitTold("fourth", "account 1001", 1);
		assertThat(untold()).isZero();
	}

	@Test
	@SlowFault
	void anInstanceThatIsKilledUnnoticedIsFollowedByTheNextStart() throws Exception {
		createTables();
		try (FaultProxy network = new FaultProxy(this.database)) {
			Process first = start("first", network.database());
			awaitTold("first", BankInstance.GAINED, 1);
			insertAccounts(1, 1);
			awaitTold("first", "account 1", 1);
			String process = process();
			network.blackHole();
			first.destroyForcibly().waitFor();
			insertAccounts(2, 2);
			assertThat(process()).isEqualTo(process);
			ConfigurableApplicationContext next = add(
					TestApplication.start(this.database, BankInstance.class, "instance=next"));
			await().atMost(RESTART).until(() -> state(next) == State.STREAMING);
			awaitTold("next", "account 2", 1);
		}
	}

	@Test
	@SlowFault
	void anInstanceThatIsAskedToEndLeavesNothingToRepeat() throws Exception {
		Process first = startAndWork("first");
		signal(first, "TERM");
		await().atMost(PATIENCE).until(() -> !first.isAlive());
		assertThat(told("first", BankInstance.LOST)).isOne();
		instance("second");
		await().atMost(PATIENCE).until(() -> untold() == 0);
		assertThat(this.database.query("""
				SELECT string_agg(told, ', ') FROM (SELECT told FROM diary WHERE told LIKE 'account %'
				GROUP BY told HAVING count(*) > 1) AS repeated""")).isNull();
	}

	@Test
	@SlowFault
	void aBackfillGoesOnWhereItWasWhenItsInstanceIsKilled() throws Exception {
		createTables();
		insertAccounts(1, 1000);
		Process first = start("first", "--realtime.backfill.chunk-size=10", "--realtime.backfill.rows-per-second=200");
		awaitTold("first", BankInstance.GAINED, 1);
		ConfigurableApplicationContext second = instance("second");
		awaitState(second, State.STANDBY);
		RealtimeBackfill backfill = second.getBean(RealtimeBackfill.class);
		BackfillProgress started = backfill.start(Account.class);
		await().atMost(PATIENCE).until(() -> told("first", "read %") > 100);
		first.destroyForcibly();
		await().atMost(PATIENCE).until(() -> backfill.status(started.id()).state() == BackfillProgress.State.COMPLETED);
		assertThat(this.database.query("SELECT count(DISTINCT told) FROM diary WHERE told LIKE 'read %'"))
			.isEqualTo("1000");
		assertThat(told("second", "read %")).isLessThan(1000);
	}

	private void createTables() {
		this.database.execute(Account.TABLE);
		this.database.execute(BankInstance.DIARY);
	}

	private ConfigurableApplicationContext bank(StateOracle oracle) {
		return add(TestApplication.start(this.database, Bank.class, List.of(oracle)));
	}

	private ConfigurableApplicationContext instance(String name) {
		ConfigurableApplicationContext context = add(
				TestApplication.start(this.database, BankInstance.class, "instance=" + name));
		await().until(() -> state(context) == State.STREAMING || state(context) == State.STANDBY);
		return context;
	}

	private ConfigurableApplicationContext add(ConfigurableApplicationContext context) {
		this.contexts.add(context);
		return context;
	}

	/**
	 * Start an instance that has still much to tell when this returns.
	 */
	private Process startAndWork(String name) throws Exception {
		createTables();
		Process process = start(name);
		awaitTold(name, BankInstance.GAINED, 1);
		work(name);
		return process;
	}

	private void work(String name) throws SQLException {
		insertAccounts(1, 1000);
		await().until(() -> told(name, "account %") > 20);
	}

	private Process start(String name, String... arguments) throws IOException {
		return start(name, this.database, arguments);
	}

	private Process start(String name, TestDatabase database, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), BankInstance.class.getName(),
				"--instance=" + name, "--spring.application.name=" + database.name(),
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.username(),
				"--spring.datasource.password=" + database.password(), "--realtime.listener.buffer-size=20KB"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve(name).toFile())
			.start();
		this.processes.add(process);
		return process;
	}

	private static void signal(Process process, String signal) throws IOException, InterruptedException {
		int result = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
		assertThat(result).isZero();
	}

	private void insertAccounts(int first, int last) throws SQLException {
		try (Connection connection = this.database.connect();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO account VALUES (?, 'nobody', 0)")) {
			for (int id = first; id <= last; id++) {
				insert.setInt(1, id);
				insert.execute();
			}
		}
	}

	private static ConditionFactory takeover() {
		return await().atMost(TAKEOVER).pollInterval(Duration.ofMillis(20));
	}

	private static void awaitState(ConfigurableApplicationContext context, State state) {
		await().until(() -> state(context) == state);
	}

	private static State state(ConfigurableApplicationContext context) {
		return TestApplication.worker(context).status().state();
	}

	private void awaitTold(String instance, String told, int count) {
		await().atMost(PATIENCE).until(() -> told(instance, told) == count);
	}

	private int told(String instance, String told) {
		return Integer.parseInt(this.database
			.query("SELECT count(*) FROM diary WHERE instance = '%s' AND told LIKE '%s'".formatted(instance, told)));
	}

	/**
	 * Return how many accounts nobody was told of.
	 */
	private int untold() {
		return Integer.parseInt(this.database.query(
				"SELECT count(*) FROM account a WHERE NOT EXISTS (SELECT FROM diary WHERE told = 'account ' || a.id)"));
	}

	private String process() {
		return this.database.query("SELECT active_pid FROM pg_replication_slots WHERE database = current_database()");
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Bank.class, SlowListener.class })
	static class SlowConfiguration {

	}

	static class SlowListener {

		private final CountDownLatch holding = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		private volatile int count;

		@EventListener
		void on(EntityInserted<Account> event) throws InterruptedException {
			this.holding.countDown();
			this.release.await();
			this.count = this.count + 1;
		}

	}

}

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

package dev.pgrealtime.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.StreamLeadershipGained;
import dev.pgrealtime.StreamLeadershipLost;
import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.pipeline.RealtimeLifecycle;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.Leftovers;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The stream comes and goes with its context, as often as the context likes.
 */
class RealtimeLifecycleIntegrationTests {

	private static final int TIMES = 20;

	/** After how many starts everything that is made once is there. */
	private static final int WARM = 100;

	private static final long MAX_GROWTH = 5_000_000;

	private final TestDatabase database = PostgresServer.newDatabase();

	private final Leftovers leftovers = new Leftovers(this.database);

	@BeforeEach
	void createTable() {
		this.database.execute(Parcel.TABLE);
	}

	@Test
	void startsAndStopsManyTimesAndLeavesNothingBehind() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
			RealtimeLifecycle lifecycle = context.getBean(RealtimeLifecycle.class);
			for (int i = 0; i < TIMES; i++) {
				context.start();
				awaitState(context, State.STREAMING);
				this.database.execute("INSERT INTO parcel VALUES (%d, 'sent')".formatted(i));
				int expected = i + 1;
				await().until(() -> TestApplication.recorder(context).events().size() == expected);
				context.stop();
				this.leftovers.assertNoneOfTheStream();
			}
			stop(lifecycle);
			assertThat(TestApplication.recorder(context).events()).hasSize(TIMES);
		}
		this.leftovers.assertNone();
	}

	@Test
	@SlowFault
	void startsAndStopsAThousandTimesAndDoesNotGrow() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
			context.stop();
			long used = 0;
			for (int i = 0; i < 1000; i++) {
				context.start();
				awaitState(context, State.STREAMING);
				context.stop();
				this.leftovers.assertNoneOfTheStream();
				used = (i == WARM) ? usedHeap() : used;
			}
			assertThat(usedHeap()).isLessThan(used + MAX_GROWTH);
		}
		this.leftovers.assertNone();
	}

	@Test
	@SlowFault
	void manyContextsOneAfterAnotherLeaveNothingBehind() {
		for (int i = 1; i <= 50; i++) {
			try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
				this.database.execute("INSERT INTO parcel VALUES (%d, 'sent')".formatted(i));
				await().until(() -> TestApplication.recorder(context).events().size() == 1);
			}
			this.leftovers.assertNone();
		}
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@Test
	void aRestartWithAnotherClassLoaderLeavesNothingOfTheOneBefore() {
		Thread thread = Thread.currentThread();
		ClassLoader original = thread.getContextClassLoader();
		for (int i = 1; i <= 2; i++) {
			RestartClassLoader loader = new RestartClassLoader(original);
			thread.setContextClassLoader(loader);
			try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
					loader.load(PostOffice.class))) {
				this.database.execute("INSERT INTO parcel VALUES (%d, 'sent')".formatted(i));
				await().until(() -> TestApplication.recorder(context).events().size() == 1);
				assertThat(TestApplication.recorder(context).events().get(0).entityType())
					.isSameAs(loader.load(Parcel.class))
					.isNotSameAs(Parcel.class);
			}
			finally {
				thread.setContextClassLoader(original);
			}
			this.leftovers.assertNone();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getContextClassLoader)
				.doesNotContain(loader);
		}
	}

	@Test
	void aStopRightAfterTheStartLeavesNothingBehind() {
		try (ConfigurableApplicationContext context = TestApplication.start(this.database, PostOffice.class)) {
			RealtimeLifecycle lifecycle = context.getBean(RealtimeLifecycle.class);
			for (int i = 0; i < 20; i++) {
				context.start();
				lifecycle.start();
				stop(lifecycle);
				context.stop();
				this.leftovers.assertNoneOfTheStream();
			}
		}
		this.leftovers.assertNone();
	}

	@Test
	void aPausedContextFreesTheSlotAndTakesItAgain() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
			context.pause();
			this.leftovers.assertNoneOfTheStream();
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			context.restart();
			await().until(() -> TestApplication.recorder(context).events().size() == 1);
		}
		this.leftovers.assertNone();
	}

	@Test
	void contextsWithSlotsOfTheirOwnStreamSideBySide() {
		try (ConfigurableApplicationContext first = TestApplication.streaming(this.database, PostOffice.class,
				"realtime.slot.name=first_%s".formatted(this.database.name()));
				ConfigurableApplicationContext second = TestApplication.streaming(this.database, PostOffice.class,
						"realtime.slot.name=second_%s".formatted(this.database.name()))) {
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			await().until(() -> TestApplication.recorder(first).events().size() == 1);
			await().until(() -> TestApplication.recorder(second).events().size() == 1);
		}
		new Leftovers(this.database, 2).assertNone();
	}

	@Test
	void aSecondContextOfTheSameNameStandsByAndTakesOver() {
		Leadership firstLeadership = new Leadership();
		Leadership secondLeadership = new Leadership();
		ConfigurableApplicationContext first = TestApplication.streaming(this.database, PostOffice.class,
				List.of(firstLeadership));
		try (ConfigurableApplicationContext second = TestApplication.start(this.database, PostOffice.class,
				List.of(secondLeadership))) {
			awaitState(second, State.STANDBY);
			await().until(() -> firstLeadership.told.equals(List.of("gained")));
			assertThat(secondLeadership.told).isEmpty();
			first.close();
			assertThat(firstLeadership.told).containsExactly("gained", "lost");
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			awaitState(second, State.STREAMING);
			await().until(() -> TestApplication.recorder(second).events().size() == 1);
			assertThat(secondLeadership.told).containsExactly("gained");
		}
		finally {
			first.close();
		}
		this.leftovers.assertNone();
	}

	private static void awaitState(ConfigurableApplicationContext context, State state) {
		await().pollInterval(Duration.ofMillis(20))
			.until(() -> TestApplication.worker(context).status().state() == state);
	}

	private static void stop(RealtimeLifecycle lifecycle) {
		CountDownLatch called = new CountDownLatch(1);
		lifecycle.stop(called::countDown);
		assertThat(called.getCount()).isZero();
		assertThat(lifecycle.isRunning()).isFalse();
	}

	static class Leadership {

		private final List<String> told = new CopyOnWriteArrayList<>();

		@EventListener
		void on(StreamLeadershipGained event) {
			this.told.add("gained");
		}

		@EventListener
		void on(StreamLeadershipLost event) {
			this.told.add("lost");
		}

	}

	/**
	 * Defines the classes of the application anew, as DevTools does at each restart.
	 */
	private static final class RestartClassLoader extends ClassLoader {

		private static final Set<String> APPLICATION = Set.of(PostOffice.class.getName(), Parcel.class.getName(),
				Letter.class.getName());

		private RestartClassLoader(ClassLoader parent) {
			super(parent);
		}

		private Class<?> load(Class<?> type) {
			try {
				return loadClass(type.getName());
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!APPLICATION.contains(name)) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream resource = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (resource == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = resource.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}

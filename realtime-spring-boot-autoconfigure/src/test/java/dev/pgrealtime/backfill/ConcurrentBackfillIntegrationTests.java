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

package dev.pgrealtime.backfill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.backfill.Warehouse.Item;
import dev.pgrealtime.backfill.Warehouse.Shelf;
import dev.pgrealtime.backfill.Warehouse.Truck;
import dev.pgrealtime.backfill.Warehouse.Vehicle;
import dev.pgrealtime.faults.StateOracle;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A backfill while the rows change: whoever follows the events knows what the table
 * knows.
 */
class ConcurrentBackfillIntegrationTests {

	private static final int ROWS = 3000;

	private static final int WRITERS = 4;

	/**
	 * How many statements a writer may be ahead of the stream: without a limit, writers
	 * on a small machine leave it ever further behind.
	 */
	private static final int AHEAD = 20;

	private final TestDatabase database = Warehouse.newDatabase();

	@Test
	void stateRebuiltFromEventsEqualsTheTable() throws Exception {
		this.database.execute("CREATE SEQUENCE versions",
				"INSERT INTO items SELECT n, 'existing', nextval('versions') FROM generate_series(1, %d) n"
					.formatted(ROWS));
		StateOracle oracle = new StateOracle(this.database, "SELECT id, name || ' ' || quantity FROM items")
			.follow(Item.class, (item) -> item.id, (item) -> item.name + " " + item.quantity);
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, ItemsConfiguration.class,
				List.of(oracle), "realtime.backfill.chunk-size=50")) {
			runWhileWriting(context, Item.class, ConcurrentBackfillIntegrationTests::changeOfItems);
			assertThat(context.getBean(Reads.class).count.get()).isGreaterThan(ROWS / 4);
			oracle.verify(context);
		}
	}

	private static String changeOfItems(Random random, Integer writer) {
		int id = 1 + random.nextInt(ROWS);
		return switch (random.nextInt(10)) {
			case 0 -> "DELETE FROM items WHERE id = " + id;
			case 1 ->
				"INSERT INTO items VALUES (%d, 'inserted', nextval('versions')) ON CONFLICT DO NOTHING".formatted(id);
			case 2 -> "INSERT INTO items VALUES (%d, 'inserted', nextval('versions')) ON CONFLICT DO NOTHING"
				.formatted(ROWS + random.nextInt(ROWS));
			case 3 -> """
					UPDATE items SET id = %1$d, quantity = nextval('versions') WHERE id = %2$d
					AND NOT EXISTS (SELECT FROM items WHERE id = %1$d)""".formatted(random.nextInt(2 * ROWS), id);
			case 4 ->
				"UPDATE items SET quantity = nextval('versions') WHERE id BETWEEN %d AND %d".formatted(id, id + 5);
			case 5 -> "BEGIN; UPDATE items SET name = 'rolled back' WHERE id = %d; ROLLBACK".formatted(id);
			default ->
				"UPDATE items SET quantity = nextval('versions'), name = 'by %d' WHERE id = %d".formatted(writer, id);
		};
	}

	@Test
	void keysOfSeveralColumnsAreToldApart() throws Exception {
		this.database
			.execute("INSERT INTO shelves SELECT 'a,' || n %% 10, n / 10, 'existing' FROM generate_series(0, %d) n"
				.formatted(ROWS - 1));
		try (ConfigurableApplicationContext context = start(Shelves.class)) {
			runWhileWriting(context, Shelf.class, ConcurrentBackfillIntegrationTests::changeOfShelves);
			assertThat(context.getBean(Shelves.class).known)
				.containsExactlyInAnyOrderEntriesOf(table("SELECT aisle || ' ' || level, label FROM shelves"));
		}
	}

	private static String changeOfShelves(Random random, Integer writer) {
		String aisle = "a," + random.nextInt(10);
		int level = random.nextInt(ROWS / 10);
		return switch (random.nextInt(3)) {
			case 0 -> "DELETE FROM shelves WHERE aisle = '%s' AND level = %d".formatted(aisle, level);
			case 1 -> """
					UPDATE shelves SET aisle = 'b,%1$d', label = 'moved' WHERE aisle = '%2$s' AND level = %3$d
					AND NOT EXISTS (SELECT FROM shelves WHERE aisle = 'b,%1$d' AND level = %3$d)"""
				.formatted(random.nextInt(10), aisle, level);
			default -> "UPDATE shelves SET label = 'by %d at %d' WHERE aisle = '%s' AND level = %d".formatted(writer,
					random.nextInt(), aisle, level);
		};
	}

	@Test
	void whatAChangeOfOneOfSeveralTablesLeavesUnknownIsRead() throws Exception {
		this.database.execute("INSERT INTO vehicles SELECT n, 'existing' FROM generate_series(1, %d) n".formatted(ROWS),
				"INSERT INTO trucks SELECT n, 0 FROM generate_series(1, %d) n".formatted(ROWS));
		try (ConfigurableApplicationContext context = start(Vehicles.class)) {
			runWhileWriting(context, Vehicle.class, ConcurrentBackfillIntegrationTests::changeOfVehicles);
			Vehicles vehicles = context.getBean(Vehicles.class);
			assertThat(vehicles.names).containsExactlyInAnyOrderEntriesOf(table("SELECT id, name FROM vehicles"));
			assertThat(vehicles.axles).containsExactlyInAnyOrderEntriesOf(table("SELECT id, axles FROM trucks"));
		}
	}

	private static String changeOfVehicles(Random random, Integer writer) {
		int id = 1 + random.nextInt(ROWS);
		return switch (random.nextInt(8)) {
			case 0 -> "DELETE FROM vehicles WHERE id = " + id;
			case 1, 2, 3 -> "UPDATE trucks SET axles = %d WHERE id = %d".formatted(random.nextInt(1000), id);
			default -> "UPDATE vehicles SET name = 'by %d at %d' WHERE id = %d".formatted(writer, random.nextInt(), id);
		};
	}

	private ConfigurableApplicationContext start(Class<?> follower) {
		Class<?> configuration = (follower == Shelves.class) ? ShelvesConfiguration.class : VehiclesConfiguration.class;
		return TestApplication.streaming(this.database, configuration, "realtime.backfill.chunk-size=50");
	}

	private void runWhileWriting(ConfigurableApplicationContext context, Class<?> type,
			BiFunction<Random, Integer, String> changes) throws Exception {
		AtomicBoolean writing = new AtomicBoolean(true);
		RealtimeFence fence = context.getBean(RealtimeFence.class);
		ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
		List<Future<Integer>> written = new ArrayList<>();
		for (int i = 0; i < WRITERS; i++) {
			int writer = i;
			written.add(writers.submit(() -> write(writing, fence, new Random(writer), writer, changes)));
		}
		Warehouse.run(context, type);
		writing.set(false);
		for (Future<Integer> count : written) {
			assertThat(count.get(30, TimeUnit.SECONDS)).isPositive();
		}
		writers.shutdown();
		fence.awaitDelivered(Duration.ofSeconds(30));
	}

	private int write(AtomicBoolean writing, RealtimeFence fence, Random random, int writer,
			BiFunction<Random, Integer, String> changes) throws Exception {
		int count = 0;
		try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
			while (writing.get()) {
				try {
					statement.execute(changes.apply(random, writer));
					if (++count % AHEAD == 0) {
						fence.awaitDelivered(Duration.ofSeconds(30));
					}
				}
				catch (SQLException ex) {
					// A deadlock, or a key that another writer was faster to take
					assertThat(ex.getSQLState()).isIn("40P01", "23505", "23503");
				}
			}
		}
		return count;
	}

	private Map<String, String> table(String sql) throws SQLException {
		Map<String, String> rows = new TreeMap<>();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			while (result.next()) {
				rows.put(result.getString(1), result.getString(2));
			}
		}
		return rows;
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Reads.class })
	static class ItemsConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Shelves.class })
	static class ShelvesConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Vehicles.class })
	static class VehiclesConfiguration {

	}

	static class Reads {

		private final AtomicInteger count = new AtomicInteger();

		@EventListener
		void on(EntityRead<Item> event) {
			this.count.incrementAndGet();
		}

	}

	static class Shelves {

		private final Map<String, String> known = new ConcurrentHashMap<>();

		@EventListener
		void on(RealtimeEvent<Shelf> event) {
			if (event.oldEntity() != null) {
				this.known.remove(key(event.oldEntity()));
			}
			if (event.newEntity() != null) {
				this.known.put(key(event.newEntity()), event.newEntity().label);
			}
		}

		private static String key(Shelf shelf) {
			return shelf.aisle + " " + shelf.level;
		}

	}

	static class Vehicles {

		private final Map<String, String> names = new ConcurrentHashMap<>();

		private final Map<String, String> axles = new ConcurrentHashMap<>();

		@EventListener
		void on(EntityDeleted<Vehicle> event) {
			this.names.remove(String.valueOf(event.id()));
			this.axles.remove(String.valueOf(event.id()));
		}

		@EventListener
		void on(EntityInserted<Vehicle> event) {
			know(event.newImage());
		}

		@EventListener
		void on(EntityUpdated<Vehicle> event) {
			know(event.newImage());
		}

		@EventListener
		void on(EntityRead<Vehicle> event) {
			know(event.newImage());
		}

		private void know(EntityImage<? extends Vehicle> image) {
			String id = String.valueOf(image.entity().id);
			if (!image.unknownAttributes().contains("name")) {
				this.names.put(id, image.entity().name);
			}
			if (image.entity() instanceof Truck truck && !image.unknownAttributes().contains("axles")) {
				this.axles.put(id, String.valueOf(truck.axles));
			}
		}

	}

}

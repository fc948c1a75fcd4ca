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

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import reactor.core.Disposable;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.backfill.Warehouse.Item;
import dev.pgrealtime.backfill.Warehouse.Note;
import dev.pgrealtime.backfill.Warehouse.Sample;
import dev.pgrealtime.backfill.Warehouse.Shelf;
import dev.pgrealtime.backfill.Warehouse.Truck;
import dev.pgrealtime.backfill.Warehouse.Vehicle;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Rows that exist already are delivered when asked for.
 */
class BackfillIntegrationTests {

	private final TestDatabase database = Warehouse.newDatabase();

	private ConfigurableApplicationContext context;

	private EventRecorder recorder;

	@BeforeEach
	void start() {
		this.context = TestApplication.streaming(this.database, CancellingConfiguration.class,
				"realtime.backfill.chunk-size=10");
		this.recorder = TestApplication.recorder(this.context);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void rowsArriveOnceInTheOrderOfTheirKeys() {
		this.database.execute("INSERT INTO items SELECT n, 'item ' || n, n FROM generate_series(1, 25) n");
		await().until(() -> this.recorder.transactions().size() == 1);
		BackfillProgress progress = Warehouse.run(this.context, Item.class);
		assertThat(progress.rows()).isEqualTo(25);
		assertThat(progress.model()).isEqualTo("Item");
		List<RealtimeEvent<?>> read = read();
		assertThat(read).extracting(RealtimeEvent::id)
			.containsExactlyElementsOf(LongStream.rangeClosed(1, 25).boxed().toList());
		assertThat(read).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
		assertThat(read).extracting((event) -> event.position().ordinal()).startsWith(1L, 2L, 3L);
		assertThat(read).allSatisfy((event) -> {
			Item item = (Item) event.newEntity();
			assertThat(item.name).isEqualTo("item " + item.id);
			assertThat(event.oldImage()).isNull();
			assertThat(event.newImage().unknownAttributes()).isEmpty();
		});
		List<TransactionCommitted> chunks = this.recorder.transactions()
			.subList(1, this.recorder.transactions().size());
		assertThat(chunks).extracting(TransactionCommitted::eventCount).containsExactly(10L, 10L, 5L);
		assertThat(chunks.get(0).commitLsn()).isEqualTo(read.get(0).position().commitLsn());
		assertThat(chunks.get(0).commitTimestamp()).isEqualTo(read.get(0).commitTimestamp());
	}

	@Test
	void anEmptyTableIsDoneAtOnce() {
		assertThat(Warehouse.run(this.context, Item.class).rows()).isZero();
		assertThat(this.recorder.events()).isEmpty();
	}

	@Test
	void keysOfSeveralColumnsAreReadInTheirOrder() {
		this.database
			.execute("INSERT INTO shelves SELECT 'aisle ''' || n % 7, n / 7, 'l' FROM generate_series(0, 48) n");
		assertThat(Warehouse.run(this.context, Shelf.class).rows()).isEqualTo(49);
		assertThat(read()).extracting((event) -> ((Shelf) event.newEntity()).level).isSorted();
		assertThat(read()).extracting(RealtimeEvent::id).doesNotHaveDuplicates().hasSize(49);
	}

	@Test
	void rowsOfSeveralTablesArriveAsOneEntity() {
		this.database.execute("INSERT INTO vehicles SELECT n, 'v' || n FROM generate_series(1, 30) n",
				"INSERT INTO trucks SELECT n, n FROM generate_series(1, 30, 2) n");
		await().until(() -> this.recorder.transactions().size() == 2);
		assertThat(Warehouse.run(this.context, Vehicle.class).rows()).isEqualTo(30);
		assertThat(read()).hasSize(30).allSatisfy((event) -> {
			long id = (Long) event.id();
			assertThat(event.entityType()).isEqualTo((id % 2 == 1) ? Truck.class : Vehicle.class);
			assertThat(((Vehicle) event.newEntity()).name).isEqualTo("v" + id);
			assertThat(event.newImage().unknownAttributes()).isEmpty();
			if (event.newEntity() instanceof Truck truck) {
				assertThat(truck.axles).isEqualTo((int) id);
			}
		});
	}

	@Test
	void aRowThatIsReadEqualsTheRowThatWasInserted() {
		this.database.execute("SET extra_float_digits = 0",
				"INSERT INTO samples VALUES (gen_random_uuid(), true, 'ab', '\\x00ff5c', '2026-01-02 03:04:05.678901+05', 12.30, 0.1::float8 + 0.2, 'x')",
				"INSERT INTO samples (id) VALUES (gen_random_uuid())",
				"INSERT INTO samples VALUES (gen_random_uuid(), false, '', '', 'infinity', -0.01, '-Infinity', E'a\\\\b\\tc')");
		await().until(() -> this.recorder.transactions().size() == 3);
		Warehouse.run(this.context, Sample.class);
		assertThat(read()).hasSize(3).allSatisfy((event) -> {
			RealtimeEvent<?> inserted = this.recorder.events()
				.stream()
				.filter((other) -> other instanceof EntityInserted && event.id().equals(other.id()))
				.findFirst()
				.orElseThrow();
			assertThat(event.newEntity()).usingRecursiveComparison().isEqualTo(inserted.newEntity());
			assertThat(event.newImage().unknownAttributes()).containsExactly("secret");
		});
	}

	@Test
	void aSecondBackfillOfAnEntityIsRefusedUntilTheFirstIsOver() {
		RealtimeBackfill backfill = this.context.getBean(RealtimeBackfill.class);
		Warehouse.run(this.context, Shelf.class);
		this.database.execute("INSERT INTO items SELECT n FROM generate_series(1, 100) n");
		AtomicReference<Throwable> refusal = new AtomicReference<>();
		this.context.getBean(Reader.class).onFirstRow = () -> {
			refusal.set(catchThrowable(() -> backfill.start(Item.class)));
			cancelAll(backfill);
		};
		BackfillProgress running = backfill.start(Item.class);
		await().until(() -> backfill.status(running.id()).state() == State.CANCELLED);
		assertThat(refusal.get()).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("A backfill of Item is running already");
		BackfillProgress next = Warehouse.run(this.context, Item.class);
		assertThat(backfill.cancel(next.id())).isEqualTo(backfill.status(next.id()));
		assertThat(backfill.list()).extracting(BackfillProgress::model).containsExactly("Item", "Item", "Shelf");
	}

	private static void cancelAll(RealtimeBackfill backfill) {
		backfill.list().forEach((progress) -> backfill.cancel(progress.id()));
	}

	@Test
	void aBackfillThatIsCancelledReadsNoOtherChunk() {
		RealtimeBackfill backfill = this.context.getBean(RealtimeBackfill.class);
		this.database.execute("INSERT INTO items SELECT n FROM generate_series(1, 100) n");
		this.context.getBean(Reader.class).onFirstRow = () -> cancelAll(backfill);
		BackfillProgress started = backfill.start(Item.class);
		await().until(() -> read().size() == 10);
		Warehouse.run(this.context, Shelf.class);
		assertThat(read()).hasSize(10);
		assertThat(backfill.status(started.id()).state()).isEqualTo(State.CANCELLED);
	}

	@Test
	void aRowThatNoEntityCanHoldFailsTheBackfillAndNotTheStream() {
		RealtimeBackfill backfill = this.context.getBean(RealtimeBackfill.class);
		this.database.execute("ALTER TABLE items ALTER quantity DROP NOT NULL",
				"ALTER PUBLICATION \"realtime_%s\" SET (publish = 'update')".formatted(this.database.name()),
				"INSERT INTO items VALUES (1, 'fine', NULL)",
				"ALTER PUBLICATION \"realtime_%s\" SET (publish = 'insert, update, delete, truncate')"
					.formatted(this.database.name()));
		BackfillProgress started = backfill.start(Item.class);
		await().until(() -> backfill.status(started.id()).state() == State.FAILED);
		assertThat(backfill.status(started.id()).problem()).contains("public.items", "id '1'", "quantity");
		this.database.execute("INSERT INTO items VALUES (2, 'fine', 1)");
		await().until(() -> this.recorder.events().size() == 1);
		assertThat(TestApplication.worker(this.context).status().problem()).isNull();
	}

	@Test
	void browsersDoNotGetRowsThatAreRead() {
		List<RealtimeEvent<Item>> streamed = new CopyOnWriteArrayList<>();
		Disposable subscription = this.context.getBean(RealtimeStreams.class).of(Item.class).subscribe(streamed::add);
		this.database.execute("INSERT INTO items VALUES (1)");
		Warehouse.run(this.context, Item.class);
		this.database.execute("DELETE FROM items");
		await().until(() -> streamed.size() == 2);
		subscription.dispose();
		assertThat(streamed).extracting(RealtimeEvent::action).containsExactly(EventAction.INSERT, EventAction.DELETE);
		assertThat(read()).hasSize(1);
	}

	@Test
	void whatCannotBeReadIsRefused() {
		RealtimeBackfill backfill = this.context.getBean(RealtimeBackfill.class);
		assertThatIllegalArgumentException().isThrownBy(() -> backfill.start(String.class))
			.withMessageContaining("java.lang.String is not registered")
			.withMessageContaining("@RealtimeEntity");
		assertThatIllegalArgumentException().isThrownBy(() -> backfill.start(Truck.class))
			.withMessageContaining("the class that is");
		assertThatIllegalStateException().isThrownBy(() -> backfill.start(Note.class))
			.withMessageContaining("Nothing tells the rows of notes apart")
			.withMessageContaining("ADD PRIMARY KEY");
		assertThatIllegalArgumentException().isThrownBy(() -> backfill.status(UUID.randomUUID()))
			.withMessageContaining("There is no backfill");
		assertThat(backfill.list()).isEmpty();
	}

	private List<RealtimeEvent<?>> read() {
		return this.recorder.events()
			.stream()
			.filter((event) -> event.action() == EventAction.READ)
			.peek((event) -> assertThat(event).isInstanceOf(EntityRead.class))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Reader.class })
	static class CancellingConfiguration {

	}

	static class Reader {

		private volatile @Nullable Runnable onFirstRow;

		@EventListener
		void on(EntityRead<?> event) {
			Runnable work = this.onFirstRow;
			this.onFirstRow = null;
			if (work != null) {
				work.run();
			}
		}

	}

}

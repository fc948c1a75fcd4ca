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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import dev.pgrealtime.EntityRead;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.LogicalMessage;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;
import dev.pgrealtime.pipeline.SourcedEvent;
import dev.pgrealtime.replication.Unconfirmed;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Window} and {@link Watermarks}.
 */
class WindowTests {

	private static final TableShape TABLE = new TableShape(42, "public", "strings", "strings", null,
			List.of(new TableShape.Column("value", "value", 25, -1), new TableShape.Column("id", "id", 23, -1)),
			List.of(1));

	/** Sees the transactions up to 100, but for 90. */
	private static final Snapshot SNAPSHOT = Snapshot.parse("90:101:90");

	private static final Instant MARKED_AT = Instant.parse("2026-01-02T03:04:05.678901Z");

	private static final int SEEN = 99;

	private static final int UNSEEN = 90;

	private final Watermarks watermarks = new Watermarks();

	private final Window window = new Window(List.of(TABLE));

	private final Unconfirmed unconfirmed = mock();

	private List<SourcedEvent> published = List.of();

	@BeforeEach
	void open() {
		this.watermarks.connected();
		this.watermarks.expect(this.window);
		follow(RowMessages.decode(RowMessages.relation(TABLE)));
		transaction(80);
		assertThat(this.window.opened()).isNotDone();
		signal(Watermarks.low(this.window));
		assertThat(this.window.opened()).isCompletedWithValue(1L);
	}

	@Test
	void rowsThatNobodyTouchedAreRead() {
		List<RealtimeEvent<?>> events = close("1", "2", "3");
		assertThat(events).extracting(WindowTests::id).containsExactly("1", "2", "3");
		assertThat(events).allMatch((event) -> event instanceof EntityRead);
		assertThat(events).extracting((event) -> event.position().toString())
			.containsExactly("0/5:1", "0/5:2", "0/5:3");
		assertThat(events).extracting(RealtimeEvent::transactionId).containsOnly(110L);
		assertThat(delivery()).isEqualTo(new Window.Delivery(3, Set.of()));
	}

	@Test
	void rowsThatWereTouchedUnseenAreStale() {
		transaction(UNSEEN, new Insert(42, row("a", "1")), new Update(42, null, row("a", "3")),
				new Delete(42, new OldRow(row(null, "4"), true)));
		assertThat(close("1", "2", "3", "4", "5")).extracting(WindowTests::id).containsExactly("2", "5");
		assertThat(delivery().stale()).containsExactly(List.of("1"), List.of("3"), List.of("4"));
	}

	@Test
	void rowsThatWereTouchedAndSeenAreRead() {
		transaction(SEEN, new Insert(42, row("a", "1")), new Truncate(List.of(42), false, false));
		assertThat(close("1", "2")).hasSize(2);
	}

	@Test
	void whatASeenAndAnUnseenTransactionTouchedIsStale() {
		transaction(SEEN, new Update(42, null, row("a", "1")));
		transaction(UNSEEN, new Update(42, null, row("a", "1")));
		transaction(SEEN, new Update(42, null, row("a", "1")));
		assertThat(close("1", "2")).extracting(WindowTests::id).containsExactly("2");
	}

	@Test
	void bothKeysOfAnUpdateCount() {
		transaction(UNSEEN, new Update(42, new OldRow(row(null, "1"), true), row("a", "2")));
		assertThat(close("1", "2", "3")).extracting(WindowTests::id).containsExactly("3");
	}

	@Test
	void aTruncateTouchesAllRows() {
		transaction(UNSEEN, new Truncate(List.of(7, 42), false, false));
		assertThat(close("1", "2")).isEmpty();
		assertThat(delivery().stale()).hasSize(2);
	}

	@Test
	void aKeyThatIsNotToldMayBeAny() {
		transaction(UNSEEN, new Delete(42, new OldRow(row("a", null), false)));
		assertThat(close("1")).isEmpty();
	}

	@Test
	void otherTablesAreOfNoConcern() {
		transaction(UNSEEN, new Truncate(List.of(7), false, false), new Insert(8, row("a", "1")));
		assertThat(close("1")).hasSize(1);
	}

	@Test
	void marksOfOthersAreOfNoConcern() {
		assertThat(signal(Watermarks.high(new Window(List.of(TABLE))))).isEmpty();
		assertThat(signal("backfill:nonsense")).isEmpty();
		assertThat(signal(Watermarks.high(this.window))).isEmpty();
		assertThat(this.window.delivered()).isNotDone();
	}

	@Test
	void rowsCanBeDecodedOnceMore() {
		close("1", "2");
		EventSource source = this.published.get(1).source();
		assertThat(source.position()).isEqualTo(this.published.get(1).event().position());
		List<PgOutputMessage> messages = source.messages().stream().map(RowMessages::decode).toList();
		assertThat(messages.get(0)).isEqualTo(new Begin(new Lsn(5), MARKED_AT, 110));
		assertThat(messages.get(1)).isInstanceOfSatisfying(LogicalMessage.class,
				(mark) -> assertThat(StandardCharsets.UTF_8.decode(mark.content()).toString())
					.isEqualTo("backfill:read"));
		assertThat(messages.get(2)).isEqualTo(RowMessages.decode(RowMessages.relation(TABLE)));
		assertThat(messages.get(3)).isInstanceOfSatisfying(Insert.class,
				(insert) -> assertThat(insert.newRow().text(1)).isEqualTo("2"));
	}

	@Test
	void aLostConnectionAbandonsTheChunk() {
		this.watermarks.connected();
		assertThat(this.window.delivered()).failsWithin(0, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(ChunkAbandonedException.class);
	}

	private List<RealtimeEvent<?>> close(String... ids) {
		List<Chunk.Row> rows = Stream.of(ids)
			.map((id) -> new Chunk.Row(List.of(id), List.of(new StoredRow(TABLE, List.of(id, id))),
					List.of(SampleEvents.inserted(SampleEvents.model(String.class, "strings"), id, 1))))
			.toList();
		this.window.put(new Chunk(SNAPSHOT, rows));
		return signal(Watermarks.high(this.window));
	}

	private static String id(RealtimeEvent<?> event) {
		return String.valueOf(event.newEntity());
	}

	private Window.Delivery delivery() {
		assertThat(this.window.delivered()).isNotDone();
		ArgumentCaptor<Runnable> action = ArgumentCaptor.forClass(Runnable.class);
		then(this.unconfirmed).should().whenConfirmed(action.capture());
		action.getValue().run();
		return this.window.delivered().join();
	}

	private void transaction(int id, PgOutputMessage... changes) {
		follow(new Begin(new Lsn(4), Instant.EPOCH, id));
		Arrays.stream(changes).forEach(this::follow);
	}

	private void follow(PgOutputMessage message) {
		this.watermarks.follow(message);
	}

	private List<RealtimeEvent<?>> signal(String content) {
		follow(new LogicalMessage(true, new Lsn(4), "realtime", ByteBuffer.allocate(0)));
		this.published = this.watermarks.handle(content.substring(content.indexOf(':') + 1),
				new Begin(new Lsn(5), MARKED_AT, 110), this.unconfirmed);
		return this.published.stream().<RealtimeEvent<?>>map(SourcedEvent::event).toList();
	}

	private static Tuple row(@Nullable String... values) {
		List<@Nullable String> texts = new ArrayList<>(Arrays.asList(values));
		return ((Insert) RowMessages.decode(RowMessages.insert(new StoredRow(TABLE, texts)))).newRow();
	}

}

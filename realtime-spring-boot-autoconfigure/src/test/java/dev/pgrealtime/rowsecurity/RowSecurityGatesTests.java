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

package dev.pgrealtime.rowsecurity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.RowAccess;
import dev.pgrealtime.hub.Sight;
import dev.pgrealtime.hub.SubscriptionRequest;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RowSecurityGates}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RowSecurityGatesTests {

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts", "value");

	private static final DatabaseIdentity ANN = new DatabaseIdentity("app", "{\"sub\":\"ann\"}");

	private static final DatabaseIdentity BOB = new DatabaseIdentity("app", "{\"sub\":\"bob\"}");

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), 1000);

	private final Rows rows = new Rows();

	private final Database database = new Database();

	private final AtomicInteger threads = new AtomicInteger();

	private final RowSecurityGates gates = new RowSecurityGates(() -> this.database, this.rows,
			new RowSecurityLimits(5, 1000, 2), (work) -> new Thread(work, "gate-" + this.threads.incrementAndGet()));

	private long ordinal;

	@BeforeEach
	void start() {
		this.hub.start();
		this.gates.start();
	}

	@AfterEach
	void stop() {
		this.database.open();
		this.gates.stop();
	}

	@Test
	void subscriberIsToldWhatTheDatabaseShows() {
		HubSubscription subscription = subscribe(ANN);
		publish("ann 1", "bob 2", "ann 3");
		assertThat(take(subscription, 2)).containsExactly("ann 1", "ann 3");
	}

	@Test
	void bothRowsOfAnUpdateAreAskedFor() {
		HubSubscription ann = subscribe(ANN);
		HubSubscription bob = subscribe(BOB);
		EntityUpdated<String> event = new EntityUpdated<>(SampleEvents.metadata(TEXT, ++this.ordinal), image("ann 1"),
				image("bob 1"), null, Set.of("value"), Set.of());
		publish(event, "ann 1", "bob 1");
		assertThat(take(ann, 1)).containsExactly("ann 1 leaves");
		assertThat(take(bob, 1)).containsExactly("bob 1");
	}

	@Test
	void whatGathersIsOneQuestionForAllWhoAreTheSame() {
		List<HubSubscription> subscriptions = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			subscriptions.add(subscribe(ANN));
		}
		this.database.holdBack();
		publish("ann 1");
		this.database.awaitQuestion();
		publish("ann 2", "bob 3", "ann 4");
		this.database.open();
		for (HubSubscription subscription : subscriptions) {
			assertThat(take(subscription, 3)).containsExactly("ann 1", "ann 2", "ann 4");
		}
		assertThat(this.database.questions).hasSize(2);
	}

	@Test
	void publisherAndOthersDoNotWaitForAnAnswer() {
		HubSubscription ann = subscribe(ANN);
		HubSubscription bob = subscribe(BOB);
		HubSubscription all = this.hub.subscribe("texts", () -> {
		});
		this.database.holdBack();
		publish("ann 1", "bob 2");
		assertThat(take(bob, 1)).containsExactly("bob 2");
		assertThat(take(all, 2)).containsExactly("ann 1", "bob 2");
		assertThat(ann.poll()).isNull();
		this.database.open();
		assertThat(take(ann, 1)).containsExactly("ann 1");
	}

	@Test
	void whatDoesNotFitIsRefreshAndNeverTheRow() {
		HubSubscription subscription = subscribe(ANN);
		this.database.holdBack();
		publish("ann 0");
		this.database.awaitQuestion();
		publish("ann 1", "ann 2", "ann 3", "ann 4", "ann 5", "ann 6", "ann 7");
		assertThat(take(subscription, 1)).containsExactly("refresh 7");
		this.database.open();
		assertThat(take(subscription, 1)).containsExactly("ann 7");
		publish("ann 8");
		assertThat(take(subscription, 1)).containsExactly("ann 8");
	}

	@Test
	void queueIsBoundedInBytesToo() {
		HubSubscription subscription = subscribe(ANN);
		publish("ann " + "x".repeat(1000), "ann 2");
		assertThat(take(subscription, 2)).containsExactly("refresh 1", "ann 2");
	}

	@ParameterizedTest
	@MethodSource("failures")
	void questionThatFailsIsRefreshAndLoggedOnce(Throwable failure, CapturedOutput output) {
		HubSubscription subscription = subscribe(ANN);
		this.database.failure = failure;
		publish("ann 1");
		assertThat(take(subscription, 1)).containsExactly("refresh 1");
		publish("ann 2");
		assertThat(take(subscription, 1)).containsExactly("refresh 2");
		this.database.failure = null;
		publish("ann 3");
		assertThat(take(subscription, 1)).containsExactly("ann 3");
		assertThat(output).containsOnlyOnce("Who may see some rows cannot be told by the database");
	}

	static Stream<Throwable> failures() {
		return Stream.of(new SQLException("away"), new IllegalStateException("unexpected"),
				new OutOfMemoryError("Java heap space"));
	}

	@Test
	void eventOfUnknownRowsIsRefresh() {
		HubSubscription subscription = subscribe(ANN);
		this.hub.publish(SampleEvents.inserted(TEXT, "ann 1", ++this.ordinal));
		assertThat(take(subscription, 1)).containsExactly("refresh 1");
	}

	@Test
	void whatElseHasToBeAllowedCounts() {
		RowAccess nothing = (event) -> Sight.NONE;
		HubSubscription subscription = this.hub
			.subscribe(SubscriptionRequest.of("texts").withAccess(this.gates.accessOf(ANN, nothing)), () -> {
			});
		publish("ann 1");
		assertThat(subscription.poll()).isNull();
		assertThat(this.database.questions).isEmpty();
		assertThat(this.gates.accessOf(ANN, nothing)).isEqualTo(this.gates.accessOf(ANN, nothing))
			.isNotEqualTo(this.gates.accessOf(ANN, null))
			.isNotEqualTo(this.gates.accessOf(BOB, nothing));
	}

	@Test
	void closedGatesTellThatNobodyKnows() {
		HubSubscription subscription = subscribe(ANN);
		this.database.holdBack();
		publish("ann 1");
		this.database.awaitQuestion();
		publish("ann 2");
		this.gates.stop();
		publish("ann 3");
		this.database.open();
		assertThat(take(subscription, 1)).containsExactly("refresh 3");
		this.gates.start();
		publish("ann 4");
		assertThat(take(subscription, 1)).containsExactly("ann 4");
	}

	private HubSubscription subscribe(DatabaseIdentity identity) {
		return this.hub.subscribe(SubscriptionRequest.of("texts").withAccess(this.gates.accessOf(identity, null)),
				() -> {
				});
	}

	private void publish(String... values) {
		for (String value : values) {
			publish(SampleEvents.inserted(TEXT, value, ++this.ordinal), null, value);
		}
	}

	private void publish(RealtimeEvent<?> event, @Nullable String before, @Nullable String after) {
		this.rows.known.put(event, new EventRows(7, row(before), row(after)));
		this.hub.publish(event);
	}

	private static @Nullable TableRow row(@Nullable String value) {
		return (value != null) ? new TableRow(7, Map.of("value", value)) : null;
	}

	private static EntityImage<String> image(String value) {
		return new EntityImage<>(value, Set.of());
	}

	private static List<String> take(HubSubscription subscription, int count) {
		List<String> taken = new ArrayList<>();
		await().until(() -> {
			for (HubMessage message = subscription.poll(); message != null; message = subscription.poll()) {
				taken.add(text(message));
			}
			return taken.size() >= count;
		});
		return taken;
	}

	private static String text(HubMessage message) {
		if (message instanceof HubMessage.Change change) {
			RealtimeEvent<?> event = change.event();
			return (event.newEntity() != null) ? event.newEntity().toString() : event.oldEntity() + " leaves";
		}
		return "refresh " + message.position().ordinal();
	}

	private static final class Rows implements EventRowsSource {

		private final Map<RealtimeEvent<?>, EventRows> known = new HashMap<>();

		@Override
		public @Nullable EventRows rows(RealtimeEvent<?> event) {
			return this.known.get(event);
		}

	}

	/**
	 * Shows everybody the rows that begin with its name, and may hold back what it knows
	 * of those of Ann.
	 */
	private static final class Database implements RowCheck {

		private final List<String> questions = new CopyOnWriteArrayList<>();

		private final BlockingQueue<DatabaseIdentity> asked = new LinkedBlockingQueue<>();

		private volatile @Nullable Throwable failure;

		private volatile CountDownLatch gate = new CountDownLatch(0);

		void holdBack() {
			this.gate = new CountDownLatch(1);
		}

		void open() {
			this.gate.countDown();
		}

		void awaitQuestion() {
			Awaitility.await().until(() -> this.asked.poll() != null);
		}

		@Override
		public boolean mayRead(DatabaseIdentity identity, PublishedTable table) {
			return true;
		}

		@Override
		public BitSet visible(DatabaseIdentity identity, long tableId, List<TableRow> rows) throws SQLException {
			this.questions.add(identity + " " + rows.size());
			this.asked.add(identity);
			if (identity == ANN) {
				await(this.gate);
			}
			if (this.failure != null) {
				Database.<SQLException>fail(this.failure);
			}
			BitSet visible = new BitSet();
			for (int i = 0; i < rows.size(); i++) {
				String owner = String.valueOf(rows.get(i).values().get("value")).substring(0, 3);
				visible.set(i, identity.claims().contains(owner));
			}
			return visible;
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void fail(Throwable failure) throws T {
			throw (T) failure;
		}

		private static void await(CountDownLatch gate) {
			try {
				assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() {
		}

	}

}

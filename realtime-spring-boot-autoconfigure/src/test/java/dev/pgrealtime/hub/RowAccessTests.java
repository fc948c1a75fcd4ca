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

package dev.pgrealtime.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.support.SampleEvents;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RowAccess}: what is told of the rows that may be seen, live and out of
 * the history alike.
 */
@ExtendWith(OutputCaptureExtension.class)
class RowAccessTests {

	private static final EntityModel<String> TEXT = SampleEvents.model(String.class, "texts", "value");

	private static final FilterAttribute VALUE = FilterAttribute.of("value", String.class, (entity) -> entity);

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("texts"), ChannelTenants.NONE,
			BufferLimits.ofMessages(100), new HistoryLimits(100, 10_000, Duration.ofDays(1)), System::nanoTime);

	private final FilterParser filters = new FilterParser((channel, path) -> VALUE, FilterLimits.DEFAULT);

	private final Text encoder = new Text();

	private long ordinal;

	RowAccessTests() {
		this.hub.start();
		this.hub.keepHistory("texts"::equals, this.encoder);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "nothing", textBlock = """
			INSERT, NONE, nothing
			INSERT, OLD,  nothing
			INSERT, NEW,  'INSERT null b'
			INSERT, BOTH, 'INSERT null b'
			UPDATE, NONE, nothing
			UPDATE, OLD,  'leaves DELETE a null'
			UPDATE, NEW,  'UPDATE null b'
			UPDATE, BOTH, 'UPDATE a b changed value'
			DELETE, NONE, nothing
			DELETE, OLD,  'DELETE a null'
			DELETE, NEW,  nothing
			DELETE, BOTH, 'DELETE a null'
			TRUNCATE, NONE, 'TRUNCATE null null'
			TRUNCATE, BOTH, 'TRUNCATE null null'
			""")
	void tellsOnlyRowsInSight(String action, Sight sight, String expected) {
		assertThat(told(event(action, "a", "b"), sight, null)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "nothing", textBlock = """
			a, b, BOTH, 'UPDATE a b changed value'
			a, c, BOTH, 'leaves UPDATE a c changed value'
			c, b, BOTH, 'UPDATE c b changed value'
			c, d, BOTH, nothing
			a, b, NEW,  'UPDATE null b'
			c, b, NEW,  'UPDATE null b'
			a, c, NEW,  nothing
			c, d, NEW,  nothing
			a, b, OLD,  'leaves DELETE a null'
			a, c, OLD,  'leaves DELETE a null'
			c, b, OLD,  nothing
			c, d, OLD,  nothing
			a, b, NONE, nothing
			c, b, NONE, nothing
			""")
	void rowOutOfSightDecidesNothing(String before, String after, Sight sight, String expected) {
		assertThat(told(event("UPDATE", before, after), sight, "value=in.(a,b)")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "nothing", textBlock = """
			INSERT, b, NEW, 'INSERT null b'
			INSERT, c, NEW, nothing
			INSERT, b, OLD, nothing
			DELETE, b, OLD, 'DELETE b null'
			DELETE, c, OLD, nothing
			DELETE, b, NEW, nothing
			""")
	void filterAndSightMustBothAgree(String action, String value, Sight sight, String expected) {
		assertThat(told(event(action, value, value), sight, "value=in.(a,b)")).isEqualTo(expected);
	}

	@Test
	void subscriberToWhomUnknownRowMayLeaveIsToldToReload() {
		assertThat(told(updatedFromUnknown(), Sight.OLD, null)).isEqualTo("refresh");
		assertThat(told(updatedFromUnknown(), Sight.NEW, null)).isEqualTo("UPDATE null b");
		assertThat(told(updatedFromUnknown(), Sight.NONE, null)).isNull();
	}

	private RealtimeEvent<String> updatedFromUnknown() {
		return new EntityUpdated<>(metadata(), null, image("b"), "b", Set.of(), Set.of("value"));
	}

	@Test
	void eventWithoutEncoderTellsOnlyRowsInSight() {
		HubSubscription leaving = this.hub.subscribe(request(Sight.OLD, null), () -> {
		});
		HubSubscription entering = this.hub.subscribe(request(Sight.NEW, null), () -> {
		});
		this.hub.publish(event("UPDATE", "a", "b"));
		RealtimeEvent<?> left = change(leaving).event();
		assertThat(left).isInstanceOf(EntityDeleted.class);
		assertThat(left.oldEntity()).isEqualTo("a");
		assertThat(left.id()).isNull();
		EntityUpdated<?> entered = (EntityUpdated<?>) change(entering).event();
		assertThat(entered.oldImage()).isNull();
		assertThat(entered.newEntity()).isEqualTo("b");
		assertThat(entered.changedAttributes()).isEmpty();
		assertThat(entered.undeterminedAttributes()).containsExactly("value");
	}

	@Test
	void equalAccessIsAskedOncePerEvent() {
		AtomicInteger questions = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			this.hub.subscribe(SubscriptionRequest.of("texts").withAccess(new Principal("A", questions)), () -> {
			});
			this.hub.subscribe(SubscriptionRequest.of("texts").withAccess(new Principal("B", questions)), () -> {
			});
		}
		this.hub.publish(event("INSERT", "a", "b"));
		assertThat(questions).hasValue(2);
	}

	@Test
	void accessIsNotAskedAboutWhatIsNotWanted() {
		AtomicInteger questions = new AtomicInteger();
		SubscriptionRequest request = SubscriptionRequest.of("texts").withAccess(new Principal("A", questions));
		this.hub.subscribe(request.withActions(Set.of()), () -> {
		});
		this.hub.subscribe(request.withFilter(this.filters.parse("texts", List.of("value=eq.z"))), () -> {
		});
		this.hub.publish(event("INSERT", "a", "b"));
		assertThat(questions).hasValue(0);
	}

	@Test
	void subscribersOfSameViewShareTheirBytes() {
		for (Sight sight : List.of(Sight.OLD, Sight.NEW, Sight.BOTH)) {
			SubscriptionRequest request = SubscriptionRequest.of("texts").withEncoder(this.encoder);
			HubSubscription first = this.hub.subscribe(request.withAccess((event) -> sight), () -> {
			});
			HubSubscription second = this.hub.subscribe(request.withAccess((event) -> sight), () -> {
			});
			this.hub.publish(event("UPDATE", "a", "b"));
			assertThat(change(first).encoded()).isNotNull().isSameAs(change(second).encoded());
		}
	}

	@Test
	void insertHasTheSameBytesForEverybody() {
		SubscriptionRequest request = SubscriptionRequest.of("texts").withEncoder(this.encoder);
		HubSubscription trusted = this.hub.subscribe(request, () -> {
		});
		HubSubscription other = this.hub.subscribe(request.withAccess((event) -> Sight.NEW), () -> {
		});
		this.hub.publish(event("INSERT", "a", "b"));
		assertThat(change(trusted).encoded()).isSameAs(change(other).encoded());
	}

	@Test
	void failureShowsNothingAndTellsToReload(CapturedOutput output) {
		RowAccess failing = (event) -> {
			throw new IllegalStateException("access");
		};
		HubSubscription subscription = this.hub.subscribe(SubscriptionRequest.of("texts").withAccess(failing), () -> {
		});
		HubSubscription other = this.hub.subscribe("texts", () -> {
		});
		this.hub.publish(event("INSERT", "a", "b"));
		assertThat(subscription.poll()).isInstanceOf(HubMessage.Refresh.class);
		assertThat(change(other).event().newEntity()).isEqualTo("b");
		this.hub.publish(event("INSERT", "a", "b"));
		assertThat(output).containsOnlyOnce("Who may see an event of java.lang.String cannot be told");
	}

	/**
	 * Publish an event and return what a subscriber is told, which is the same whether it
	 * was there or comes back.
	 */
	private String told(RealtimeEvent<?> event, Sight sight, String filter) {
		SubscriptionRequest request = request(sight, filter).withEncoder(this.encoder);
		HubSubscription live = this.hub.subscribe(request, () -> {
		});
		this.hub.publish(event);
		HubSubscription back = this.hub.subscribe(request.startingAfter(live.position()), () -> {
		});
		HubSubscription selecting = this.hub.subscribe(request.withEncoder(new Text()).startingAfter(live.position()),
				() -> {
				});
		List<String> told = new ArrayList<>();
		told.add(text(live.poll()));
		told.add(text(back.poll()));
		told.add(text(selecting.poll()));
		assertThat(Set.copyOf(told.stream().map(String::valueOf).toList())).hasSize(1);
		return told.get(0);
	}

	private SubscriptionRequest request(Sight sight, String filter) {
		SubscriptionRequest request = SubscriptionRequest.of("texts").withAccess((event) -> sight);
		return (filter != null) ? request.withFilter(this.filters.parse("texts", List.of(filter))) : request;
	}

	private static String text(HubMessage message) {
		if (message instanceof HubMessage.Change change) {
			return new String(change.encoded(), StandardCharsets.UTF_8);
		}
		return (message != null) ? "refresh" : null;
	}

	private static HubMessage.Change change(HubSubscription subscription) {
		return (HubMessage.Change) subscription.poll();
	}

	private RealtimeEvent<String> event(String action, String before, String after) {
		return switch (action) {
			case "INSERT" -> new EntityInserted<>(metadata(), image(after), after);
			case "UPDATE" ->
				new EntityUpdated<>(metadata(), image(before), image(after), after, Set.of("value"), Set.of());
			case "DELETE" -> new EntityDeleted<>(metadata(), image(before), before, false);
			default -> new TableTruncated<>(metadata(), false, false);
		};
	}

	private EventMetadata<String> metadata() {
		return SampleEvents.metadata(TEXT, ++this.ordinal);
	}

	private static EntityImage<String> image(String value) {
		return new EntityImage<>(value, Set.of());
	}

	/**
	 * Writes everything that the event tells. Equal only to itself.
	 */
	private static final class Text implements EventEncoder {

		@Override
		public byte[] encode(RealtimeEvent<?> event) {
			String changed = event.changedAttributes().isEmpty() ? ""
					: " changed " + String.join(",", event.changedAttributes());
			return (event.action() + " " + event.oldEntity() + " " + event.newEntity() + changed)
				.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public byte[] encodeLeaving(RealtimeEvent<?> event) {
			return ("leaves " + new String(encode(event), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
		}

	}

	private record Principal(String name, AtomicInteger questions) implements RowAccess {

		@Override
		public Sight sight(RealtimeEvent<?> event) {
			this.questions.incrementAndGet();
			return Sight.BOTH;
		}

	}

}

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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for channels whose rows belong to tenants, live and out of the history alike.
 */
class TenantsTests {

	private static final EntityModel<Note> NOTE = SampleEvents.model(Note.class, "notes", "owner", "text");

	private static final EventEncoder ENCODER = new EventEncoder() {

		@Override
		public byte[] encode(RealtimeEvent<?> event) {
			return TenantsTests.encode(event);
		}

		@Override
		public byte[] encodeLeaving(RealtimeEvent<?> event) {
			return ("leaves " + event.oldEntity() + " " + event.newEntity()).getBytes(StandardCharsets.UTF_8);
		}

	};

	private final AtomicInteger reads = new AtomicInteger();

	private final FilterAttribute owner = FilterAttribute.of("owner", Long.class, (entity) -> {
		this.reads.incrementAndGet();
		return ((Note) entity).owner();
	});

	private final FilterAttribute text = FilterAttribute.of("text", String.class, (entity) -> {
		this.reads.incrementAndGet();
		return ((Note) entity).text();
	});

	private final FilterParser filters = new FilterParser((channel, path) -> path.equals("text") ? this.text : null,
			FilterLimits.DEFAULT);

	private final RealtimeHub hub = new RealtimeHub(() -> Set.of("notes", "others"),
			(channel) -> channel.equals("notes") ? this.owner : null, BufferLimits.ofMessages(100),
			new HistoryLimits(100, 10_000, Duration.ofDays(1)), System::nanoTime);

	private long ordinal;

	TenantsTests() {
		this.hub.start();
		this.hub.keepHistory("notes"::equals, ENCODER);
	}

	@Test
	void eventIsSeenByItsTenantAlone() {
		assertTold(inserted(note(1L, "a")), "INSERT null 1a", null, "INSERT null 1a");
		assertTold(updated(note(1L, "a"), note(1L, "b")), "UPDATE 1a 1b", null, "UPDATE 1a 1b");
		assertTold(deleted(note(2L, "b")), null, "DELETE 2b null", "DELETE 2b null");
	}

	@Test
	void rowThatMovesLeavesOneTenantAndEntersTheOther() {
		assertTold(updated(note(1L, "a"), note(2L, "b")), "leaves 1a null", "UPDATE null 2b", "UPDATE 1a 2b");
	}

	@Test
	void rowOfNobodyIsSeenByNoTenant() {
		assertTold(inserted(note(null, "a")), null, null, "INSERT null nulla");
		assertTold(updated(note(null, "a"), note(2L, "b")), null, "UPDATE null 2b", "UPDATE nulla 2b");
		assertTold(updated(note(2L, "a"), note(null, "b")), null, "leaves 2a null", "UPDATE 2a nullb");
	}

	@Test
	void whereTheOldTenantIsUnknownAllOthersAreToldToReload() {
		RealtimeEvent<Note> event = new EntityUpdated<>(metadata(), null, image(note(1L, "a")), null, Set.of(),
				Set.of("owner"));
		assertTold(event, "UPDATE null 1a", "refresh", "UPDATE null 1a");
	}

	@Test
	void whereNoTenantIsKnownAllAreToldToReload() {
		RealtimeEvent<Note> event = new EntityDeleted<>(metadata(), new EntityImage<>(note(null, "a"), Set.of("owner")),
				null, false);
		assertTold(event, "refresh", "refresh", "DELETE nulla null");
		RealtimeEvent<Note> update = new EntityUpdated<>(metadata(), image(note(1L, "a")),
				new EntityImage<>(note(null, "a"), Set.of("owner")), null, Set.of(), Set.of("owner"));
		assertTold(update, "refresh", "refresh", "UPDATE 1a nulla");
	}

	@Test
	void tenantThatDidNotChangeIsKnownWithoutOldRow() {
		RealtimeEvent<Note> event = new EntityUpdated<>(metadata(), null, image(note(1L, "a")), null, Set.of(),
				Set.of("text"));
		assertTold(event, "UPDATE null 1a", null, "UPDATE null 1a");
	}

	@Test
	void truncateIsToldToEverybody() {
		assertTold(new TableTruncated<>(metadata(), false, false), "TRUNCATE null null", "TRUNCATE null null",
				"TRUNCATE null null");
	}

	@Test
	void filterIsNotAskedAboutRowsOfOthers() {
		for (String filter : List.of("text=eq.secret", "text=neq.secret")) {
			RealtimeEvent<Note> moved = updated(note(2L, "secret"), note(1L, "secret"));
			assertThat(told(moved, "1", filter)).isEqualTo(filter.contains("neq") ? null : "UPDATE null 1secret");
			RealtimeEvent<Note> left = updated(note(1L, "a"), note(2L, "secret"));
			assertThat(told(left, "1", filter)).isEqualTo(filter.contains("neq") ? "leaves 1a null" : null);
			RealtimeEvent<Note> uncertain = new EntityUpdated<>(metadata(), null, image(note(2L, "secret")), null,
					Set.of(), Set.of("owner"));
			assertThat(told(uncertain, "1", filter)).isEqualTo("refresh");
		}
	}

	@Test
	void accessNarrowsWhatTheTenantSees() {
		HubSubscription subscription = this.hub.subscribe(request("1").withAccess((event) -> Sight.OLD), () -> {
		});
		this.hub.publish(inserted(note(1L, "a")));
		this.hub.publish(updated(note(1L, "a"), note(1L, "b")));
		assertThat(text(subscription.poll())).isEqualTo("leaves 1a null");
		assertThat(subscription.poll()).isNull();
	}

	@Test
	void eventCostsTheSameHoweverManyTenantsThereAre() {
		for (int tenant = 0; tenant < 100_000; tenant++) {
			this.hub.subscribe(request(String.valueOf(tenant))
				.withFilter(this.filters.parse("notes", List.of("text=like.a*", "text=neq." + tenant))), () -> {
				});
		}
		assertThat(this.hub.subscriptionCount()).isEqualTo(100_000);
		this.reads.set(0);
		this.hub.publish(updated(note(1L, "a"), note(2L, "a")));
		assertThat(this.reads.get()).isPositive().isLessThan(20);
	}

	@Test
	void subscriberThatLeavesFreesItsTenant() {
		List<HubSubscription> subscriptions = Stream.of("1", "1", "2", null)
			.map((tenant) -> this.hub.subscribe(request(tenant), () -> {
			}))
			.toList();
		assertThat(this.hub.subscriptionCount()).isEqualTo(4);
		subscriptions.forEach(HubSubscription::close);
		subscriptions.forEach(HubSubscription::close);
		assertThat(this.hub.subscriptionCount()).isZero();
	}

	@Test
	void tenantThatCannotBeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.hub.subscribe(request("one"), () -> {
		})).withMessage("'owner' is a integer");
	}

	@Test
	void tenantMakesNoDifferenceWhereRowsAreEverybodys() {
		EntityModel<Note> others = SampleEvents.model(Note.class, "others");
		HubSubscription subscription = this.hub.subscribe(SubscriptionRequest.of("others").withTenant("x"), () -> {
		});
		this.hub.publish(SampleEvents.inserted(others, note(1L, "a"), 1));
		assertThat(subscription.poll()).isNotNull();
	}

	private void assertTold(RealtimeEvent<Note> event, @Nullable String one, @Nullable String two, String all) {
		assertThat(told(event, "1", null)).isEqualTo(one);
		assertThat(told(event, "2", null)).isEqualTo(two);
		assertThat(told(event, null, null)).isEqualTo(all);
		assertThat(told(event, "3", null)).isIn(null, "refresh", "TRUNCATE null null");
	}

	/**
	 * Publish an event in a new place and return what a subscriber is told, which is the
	 * same whether it was there or comes back.
	 */
	private @Nullable String told(RealtimeEvent<Note> event, @Nullable String tenant, @Nullable String filter) {
		SubscriptionRequest request = request(tenant)
			.withFilter((filter != null) ? this.filters.parse("notes", List.of(filter)) : null);
		HubSubscription live = this.hub.subscribe(request, () -> {
		});
		this.hub.publish(again(event));
		HubSubscription back = this.hub.subscribe(request.startingAfter(live.position()), () -> {
		});
		String told = text(live.poll());
		assertThat(text(back.poll())).isEqualTo(told);
		assertThat(back.poll()).isNull();
		return told;
	}

	private RealtimeEvent<Note> again(RealtimeEvent<Note> event) {
		if (event instanceof EntityInserted<Note> inserted) {
			return new EntityInserted<>(metadata(), inserted.newImage(), null);
		}
		if (event instanceof EntityUpdated<Note> updated) {
			return new EntityUpdated<>(metadata(), updated.oldImage(), updated.newImage(), null,
					updated.changedAttributes(), updated.undeterminedAttributes());
		}
		EntityImage<Note> oldImage = event.oldImage();
		return (oldImage != null) ? new EntityDeleted<>(metadata(), oldImage, null, false)
				: new TableTruncated<>(metadata(), false, false);
	}

	private static SubscriptionRequest request(@Nullable String tenant) {
		return SubscriptionRequest.of("notes").withEncoder(ENCODER).withTenant(tenant);
	}

	private static @Nullable String text(@Nullable HubMessage message) {
		if (message instanceof HubMessage.Change change) {
			return new String(Objects.requireNonNull(change.encoded()), StandardCharsets.UTF_8);
		}
		return (message != null) ? "refresh" : null;
	}

	private RealtimeEvent<Note> inserted(Note note) {
		return new EntityInserted<>(metadata(), image(note), null);
	}

	private RealtimeEvent<Note> updated(Note before, Note after) {
		return new EntityUpdated<>(metadata(), image(before), image(after), null, Set.of(), Set.of());
	}

	private RealtimeEvent<Note> deleted(Note note) {
		return new EntityDeleted<>(metadata(), image(note), null, false);
	}

	private EventMetadata<Note> metadata() {
		return SampleEvents.metadata(NOTE, ++this.ordinal);
	}

	private static EntityImage<Note> image(Note note) {
		return new EntityImage<>(note, Set.of());
	}

	private static Note note(@Nullable Long owner, String text) {
		return new Note(owner, text);
	}

	private static byte[] encode(RealtimeEvent<?> event) {
		return (event.action() + " " + event.oldEntity() + " " + event.newEntity()).getBytes(StandardCharsets.UTF_8);
	}

	private record Note(@Nullable Long owner, String text) {

		@Override
		public String toString() {
			return this.owner + this.text;
		}

	}

}

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

package dev.pgrealtime.hub.filter;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.support.SampleEvents;

/**
 * Rows to filter, and their events.
 */
final class FilterRows {

	static final EntityModel<Item> MODEL = SampleEvents.model(Item.class, "items", "id", "note", "total", "paid", "key",
			"at", "rate", "status", "address", "blob");

	static final EventMetadata<Item> METADATA = SampleEvents.metadata(MODEL, 1);

	private static final Map<String, FilterAttribute> ATTRIBUTES = Stream
		.of(attribute("id", Long.class, Item::id), attribute("note", String.class, Item::note),
				attribute("total", BigDecimal.class, Item::total), attribute("paid", Boolean.class, Item::paid),
				attribute("key", UUID.class, Item::key), attribute("at", Instant.class, Item::at),
				attribute("rate", Double.class, Item::rate), attribute("status", Status.class, Item::status),
				attribute("address.city", String.class, Item::note), attribute("blob", byte[].class, (item) -> null))
		.collect(Collectors.toUnmodifiableMap(FilterAttribute::toString, (attribute) -> attribute));

	static final FilterParser PARSER = new FilterParser((channel, path) -> ATTRIBUTES.get(path),
			new FilterLimits(1000, 5, 3, 4));

	private FilterRows() {
	}

	private static FilterAttribute attribute(String path, Class<?> type, Function<Item, Object> reader) {
		return FilterAttribute.of(path, type, (entity) -> reader.apply((Item) entity));
	}

	static RowFilter filter(String... filters) {
		return PARSER.parse("items", List.of(filters));
	}

	static RealtimeEvent<Item> inserted(Item item, String... unknown) {
		return new EntityInserted<>(METADATA, image(item, unknown), item.id());
	}

	static RealtimeEvent<Item> deleted(Item item, String... unknown) {
		return new EntityDeleted<>(METADATA, image(item, unknown), item.id(), false);
	}

	static RealtimeEvent<Item> updated(Item before, Item after) {
		return new EntityUpdated<>(METADATA, image(before), image(after), after.id(), Set.of(), Set.of());
	}

	static RealtimeEvent<Item> updatedFromUnknown(Item after, String... undetermined) {
		return new EntityUpdated<>(METADATA, null, image(after), after.id(), Set.of(), Set.of(undetermined));
	}

	private static EntityImage<Item> image(Item item, String... unknown) {
		return new EntityImage<>(item, Set.of(unknown));
	}

	static Item item(UnaryOperator<Item> change) {
		return change.apply(new Item(1L, null, null, null, null, null, null, null));
	}

	enum Status {

		OPEN, PAID

	}

	record Item(Long id, String note, BigDecimal total, Boolean paid, UUID key, Instant at, Double rate,
			Status status) {

		Item withNote(String note) {
			return new Item(this.id, note, this.total, this.paid, this.key, this.at, this.rate, this.status);
		}

		Item withTotal(String total) {
			return new Item(this.id, this.note, new BigDecimal(total), this.paid, this.key, this.at, this.rate,
					this.status);
		}

		Item withStatus(Status status) {
			return new Item(this.id, this.note, this.total, this.paid, this.key, this.at, this.rate, status);
		}

	}

}

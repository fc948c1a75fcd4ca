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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.FilterRows.Item;
import dev.pgrealtime.hub.filter.FilterRows.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FilterIndex}.
 */
class FilterIndexTests {

	private static final List<String> CONDITIONS = List.of("note=eq.a", "note=eq.b", "note=in.(a,b)", "note=in.(b,c)",
			"note=not.eq.a", "total=eq.1.0", "total=eq.1", "total=in.(1,2)", "total=gt.1", "status=eq.PAID",
			"status=is.null", "or=(note.eq.a,total.eq.2)", "note=in.()", "note=like.*");

	private final FilterIndex<Integer> index = new FilterIndex<>();

	private final Random random = new Random(42);

	@Test
	void findsWhatEvaluatingEveryFilterFinds() {
		Map<Integer, RowFilter> filters = new HashMap<>();
		for (int subscriber = 0; subscriber < 300; subscriber++) {
			RowFilter filter = randomFilter();
			filters.put(subscriber, filter);
			this.index.add(filter, subscriber);
		}
		for (int i = 0; i < 3000; i++) {
			int subscriber = this.random.nextInt(300);
			this.index.remove(filters.get(subscriber), subscriber);
			filters.put(subscriber, randomFilter());
			this.index.add(filters.get(subscriber), subscriber);
			RealtimeEvent<?> event = randomEvent();
			Map<Integer, FilterOutcome> expected = new HashMap<>();
			filters.forEach((key, filter) -> expected.put(key,
					(filter != null) ? filter.judge(event) : FilterOutcome.MATCHING));
			expected.values().removeIf(FilterOutcome.NONE::equals);
			assertThat(find(event)).isEqualTo(expected);
		}
		filters.forEach((subscriber, filter) -> this.index.remove(filter, subscriber));
		assertThat(this.index.isEmpty()).isTrue();
	}

	@Test
	void forgetsSubscriberThatLeft() {
		RowFilter filter = FilterRows.filter("note=in.(a,b)");
		this.index.add(filter, 1);
		this.index.add(filter, 2);
		this.index.remove(filter, 1);
		this.index.remove(filter, 1);
		assertThat(find(FilterRows.inserted(FilterRows.item((item) -> item.withNote("a"))))).containsOnlyKeys(2);
		this.index.remove(filter, 2);
		assertThat(this.index.isEmpty()).isTrue();
	}

	@Test
	void visitsEverySubscriber() {
		this.index.add(null, 1);
		this.index.add(FilterRows.filter("note=eq.a"), 2);
		List<Integer> visited = new ArrayList<>();
		this.index.forEach(visited::add);
		assertThat(visited).containsExactlyInAnyOrder(1, 2);
	}

	private Map<Integer, FilterOutcome> find(RealtimeEvent<?> event) {
		Map<Integer, FilterOutcome> found = new HashMap<>();
		this.index.forEachMatch(event, (subscriber, outcome) -> assertThat(found.put(subscriber, outcome)).isNull());
		return found;
	}

	private RowFilter randomFilter() {
		int count = this.random.nextInt(3);
		String[] conditions = new String[count];
		for (int i = 0; i < count; i++) {
			conditions[i] = CONDITIONS.get(this.random.nextInt(CONDITIONS.size()));
		}
		return (count > 0) ? FilterRows.filter(conditions) : null;
	}

	private RealtimeEvent<?> randomEvent() {
		return switch (this.random.nextInt(7)) {
			case 0 -> FilterRows.inserted(randomItem());
			case 1 -> FilterRows.inserted(randomItem(), "note");
			case 2 -> FilterRows.deleted(randomItem());
			case 3 -> FilterRows.deleted(randomItem(), "note", "total");
			case 4 -> FilterRows.updatedFromUnknown(randomItem(), "note");
			case 5 -> new TableTruncated<>(FilterRows.METADATA, false, false);
			default -> FilterRows.updated(randomItem(), randomItem());
		};
	}

	private Item randomItem() {
		List<String> notes = List.of("a", "b", "c");
		List<String> totals = List.of("1", "1.00", "2", "3");
		Item item = FilterRows.item((it) -> it.withTotal(totals.get(this.random.nextInt(4))));
		item = this.random.nextBoolean() ? item.withStatus(Status.PAID) : item;
		return (this.random.nextInt(4) > 0) ? item.withNote(notes.get(this.random.nextInt(3))) : item;
	}

}

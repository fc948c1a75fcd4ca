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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.filter.FilterRows.Item;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FilterIndex} while subscribers come and go.
 */
@Timeout(120)
class FilterIndexConcurrencyTests {

	private static final List<String> CONDITIONS = List.of("note=eq.a", "note=eq.b", "note=in.(a,b)", "note=not.eq.a",
			"total=eq.1", "total=in.(1,2)", "total=gt.1", "status=is.null");

	private static final int EVENTS = 20_000;

	private final FilterIndex<String> index = new FilterIndex<>();

	private volatile boolean finished;

	@Test
	void thoseWhoStayGetEveryEventOnceWhileOthersComeAndGo() {
		Map<String, RowFilter> staying = new HashMap<>();
		for (int i = 0; i < CONDITIONS.size(); i++) {
			staying.put("stays-" + i, FilterRows.filter(CONDITIONS.get(i)));
		}
		staying.forEach((subscriber, filter) -> this.index.add(filter, subscriber));
		List<CompletableFuture<Void>> others = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int seed = i;
			others.add(CompletableFuture.runAsync(() -> comeAndGo(seed)));
		}
		Random random = new Random(42);
		for (int i = 0; i < EVENTS; i++) {
			RealtimeEvent<?> event = FilterRows.updated(randomItem(random), randomItem(random));
			Map<String, FilterOutcome> expected = new HashMap<>(staying.size());
			staying.forEach((subscriber, filter) -> expected.put(subscriber, filter.judge(event)));
			expected.values().removeIf(FilterOutcome.NONE::equals);
			assertThat(find(event)).isEqualTo(expected);
		}
		this.finished = true;
		others.forEach(CompletableFuture::join);
		staying.forEach((subscriber, filter) -> this.index.remove(filter, subscriber));
		assertThat(this.index.isEmpty()).isTrue();
		assertThat(this.index.size()).isZero();
	}

	@Test
	void whoIsAddedIsFoundAtOnceAndWhoIsRemovedIsNot() {
		List<CompletableFuture<Void>> subscribers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String subscriber = "stays-" + i;
			int seed = i;
			subscribers.add(CompletableFuture.runAsync(() -> addAndRemove(subscriber, new Random(seed))));
		}
		subscribers.forEach(CompletableFuture::join);
		assertThat(this.index.isEmpty()).isTrue();
	}

	private void addAndRemove(String subscriber, Random random) {
		for (int i = 0; i < EVENTS; i++) {
			RowFilter filter = FilterRows.filter(CONDITIONS.get(random.nextInt(CONDITIONS.size())));
			RealtimeEvent<?> event = FilterRows.inserted(randomItem(random));
			this.index.add(filter, subscriber);
			assertThat(finds(event, subscriber)).isEqualTo(filter.judge(event) != FilterOutcome.NONE);
			this.index.remove(filter, subscriber);
			assertThat(finds(event, subscriber)).isFalse();
		}
	}

	private void comeAndGo(int seed) {
		Random random = new Random(seed);
		while (!this.finished) {
			RowFilter filter = (random.nextInt(9) > 0)
					? FilterRows.filter(CONDITIONS.get(random.nextInt(CONDITIONS.size()))) : null;
			String subscriber = "goes-" + seed;
			this.index.add(filter, subscriber);
			this.index.remove(filter, subscriber);
		}
	}

	private boolean finds(RealtimeEvent<?> event, String subscriber) {
		AtomicBoolean found = new AtomicBoolean();
		this.index.forEachMatch(event, (other, outcome) -> found.compareAndSet(false, other.equals(subscriber)));
		return found.get();
	}

	private Map<String, FilterOutcome> find(RealtimeEvent<?> event) {
		Map<String, FilterOutcome> found = new HashMap<>();
		this.index.forEachMatch(event, (subscriber, outcome) -> {
			if (subscriber.startsWith("stays")) {
				assertThat(found.put(subscriber, outcome)).isNull();
			}
		});
		return found;
	}

	private static Item randomItem(Random random) {
		Item item = FilterRows.item((it) -> it.withTotal(List.of("1", "2", "3").get(random.nextInt(3))));
		return (random.nextInt(4) > 0) ? item.withNote(List.of("a", "b", "c").get(random.nextInt(3))) : item;
	}

}

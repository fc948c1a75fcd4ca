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

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;

/**
 * The subscribers of a channel by their filters. A filter that demands an equality is
 * found by the values of its attribute before and after a change, at the cost of a
 * look-up for each such attribute; the others are evaluated one by one. Equal filters are
 * evaluated once for all their subscribers. Safe for use by several threads: a subscriber
 * that comes or goes during an event may or may not get it.
 *
 * @param <S> the type of the subscribers, which are told apart by {@code equals}
 */
public final class FilterIndex<S> {

	private final Set<S> unfiltered = ConcurrentHashMap.newKeySet();

	private final Map<RowFilter, Group<S>> groups = new ConcurrentHashMap<>();

	private final Map<FilterAttribute, Map<Object, Set<Group<S>>>> keyed = new ConcurrentHashMap<>();

	private final Set<Group<S>> others = ConcurrentHashMap.newKeySet();

	/**
	 * Add a subscriber.
	 * @param filter its filter, or {@code null} for all events
	 * @param subscriber the subscriber
	 */
	public void add(@Nullable RowFilter filter, S subscriber) {
		if (filter == null) {
			this.unfiltered.add(subscriber);
			return;
		}
		this.groups.compute(filter, (key, group) -> {
			Group<S> result = (group != null) ? group : new Group<>(filter, ConcurrentHashMap.newKeySet());
			result.subscribers().add(subscriber);
			if (group == null) {
				link(result);
			}
			return result;
		});
	}

	/**
	 * Remove a subscriber. Does nothing if it is not there.
	 * @param filter the filter it was added with
	 * @param subscriber the subscriber
	 */
	public void remove(@Nullable RowFilter filter, S subscriber) {
		if (filter == null) {
			this.unfiltered.remove(subscriber);
			return;
		}
		this.groups.computeIfPresent(filter, (key, group) -> {
			group.subscribers().remove(subscriber);
			if (group.subscribers().isEmpty()) {
				unlink(group);
				return null;
			}
			return group;
		});
	}

	private void link(Group<S> group) {
		Condition.In key = group.filter().key();
		if (key == null) {
			this.others.add(group);
			return;
		}
		this.keyed.compute(key.attribute(), (attribute, values) -> {
			Map<Object, Set<Group<S>>> result = (values != null) ? values : new ConcurrentHashMap<>();
			key.values()
				.forEach((value) -> result.computeIfAbsent(value, (absent) -> ConcurrentHashMap.newKeySet(1))
					.add(group));
			return result;
		});
	}

	private void unlink(Group<S> group) {
		Condition.In key = group.filter().key();
		if (key == null) {
			this.others.remove(group);
			return;
		}
		this.keyed.computeIfPresent(key.attribute(), (attribute, values) -> {
			key.values().forEach((value) -> values.computeIfPresent(value, (present, groups) -> {
				groups.remove(group);
				return groups.isEmpty() ? null : groups;
			}));
			return values.isEmpty() ? null : values;
		});
	}

	/**
	 * Find those who get an event.
	 * @param event the event
	 * @param action takes each subscriber once, with what the event means to it
	 */
	public void forEachMatch(RealtimeEvent<?> event, BiConsumer<S, FilterOutcome> action) {
		this.unfiltered.forEach((subscriber) -> action.accept(subscriber, FilterOutcome.MATCHING));
		if (event instanceof TableTruncated<?>) {
			this.groups.values().forEach((group) -> group.judge(event, action));
			return;
		}
		this.others.forEach((group) -> group.judge(event, action));
		this.keyed.forEach((attribute, values) -> lookUp(attribute, values, event, action));
	}

	private void lookUp(FilterAttribute attribute, Map<Object, Set<Group<S>>> values, RealtimeEvent<?> event,
			BiConsumer<S, FilterOutcome> action) {
		Object after = value(Row.after(event), attribute);
		Object before = value(Row.before(event), attribute);
		if (Row.UNDECIDED.equals(before)) {
			judgeAll(attribute, event, action);
			return;
		}
		groups(values, after).forEach((group) -> group.judge(event, action));
		if (!Objects.equals(before, after)) {
			groups(values, before).stream()
				.filter((group) -> !group.isFoundAt(after))
				.forEach((group) -> group.judge(event, action));
		}
	}

	// Who knows what the row was: it may have been in anybody's sight
	private void judgeAll(FilterAttribute attribute, RealtimeEvent<?> event, BiConsumer<S, FilterOutcome> action) {
		this.groups.values()
			.stream()
			.filter((group) -> group.isFoundBy(attribute))
			.forEach((group) -> group.judge(event, action));
	}

	private static @Nullable Object value(@Nullable Row row, FilterAttribute attribute) {
		return (row != null) ? row.value(attribute) : null;
	}

	private static <S> Set<Group<S>> groups(Map<Object, Set<Group<S>>> values, @Nullable Object value) {
		return (value != null) ? values.getOrDefault(value, Set.of()) : Set.of();
	}

	/**
	 * Return whether there is no subscriber.
	 * @return {@code true} if nobody would get any event
	 */
	public boolean isEmpty() {
		return this.unfiltered.isEmpty() && this.groups.isEmpty();
	}

	/**
	 * Return how many subscribers there are.
	 * @return the number, whatever their filters
	 */
	public int size() {
		return this.unfiltered.size()
				+ this.groups.values().stream().mapToInt((group) -> group.subscribers().size()).sum();
	}

	/**
	 * Visit all subscribers, whatever their filters.
	 * @param action takes each subscriber
	 */
	public void forEach(Consumer<S> action) {
		this.unfiltered.forEach(action);
		this.groups.values().forEach((group) -> group.subscribers().forEach(action));
	}

	/**
	 * Subscribers with the same filter. Equal only to itself.
	 */
	private static final class Group<S> {

		private final RowFilter filter;

		private final Set<S> subscribers;

		Group(RowFilter filter, Set<S> subscribers) {
			this.filter = filter;
			this.subscribers = subscribers;
		}

		RowFilter filter() {
			return this.filter;
		}

		Set<S> subscribers() {
			return this.subscribers;
		}

		boolean isFoundBy(FilterAttribute attribute) {
			Condition.In key = this.filter.key();
			return key != null && key.attribute() == attribute;
		}

		boolean isFoundAt(@Nullable Object value) {
			Condition.In key = this.filter.key();
			return key != null && value != null && key.values().contains(value);
		}

		void judge(RealtimeEvent<?> event, BiConsumer<S, FilterOutcome> action) {
			FilterOutcome outcome = this.filter.judge(event);
			if (outcome != FilterOutcome.NONE) {
				this.subscribers.forEach((subscriber) -> action.accept(subscriber, outcome));
			}
		}

	}

}

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

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;

/**
 * A filter over the rows of a channel. Filters that say the same in the same order are
 * equal. Immutable.
 */
public final class RowFilter {

	private final List<Condition> conditions;

	private final Condition condition;

	private final Condition.@Nullable In key;

	RowFilter(List<Condition> conditions) {
		this.conditions = List.copyOf(conditions);
		this.condition = (conditions.size() == 1) ? conditions.get(0) : new Condition.All(this.conditions);
		this.key = this.conditions.stream()
			.filter(Condition.In.class::isInstance)
			.map(Condition.In.class::cast)
			.min((first, second) -> Integer.compare(first.values().size(), second.values().size()))
			.orElse(null);
	}

	/**
	 * Return the equality without which nothing matches, by which the filter is found.
	 * @return the most selective equality, or {@code null} if there is none
	 */
	Condition.@Nullable In key() {
		return this.key;
	}

	/**
	 * Judge an event by the row after the change and the row before it.
	 * <p>
	 * The row after a change matches only if it certainly does: a comparison with SQL
	 * {@code NULL}, or with an attribute that the image does not tell, is no match. A row
	 * before a change that may have matched is taken to have matched, so that nobody
	 * keeps a row that is gone. With replica identity {@code FULL} there is no such
	 * doubt.
	 * @param event an event of the channel that the filter was made for
	 * @return what it means to whoever sees matching rows only
	 */
	public FilterOutcome judge(RealtimeEvent<?> event) {
		if (event instanceof TableTruncated<?>) {
			return FilterOutcome.MATCHING;
		}
		Truth after = evaluate(Row.after(event));
		if (event instanceof EntityUpdated<?>) {
			return judgeUpdate(evaluate(Row.before(event)), after);
		}
		boolean matches = (event.newImage() != null) ? after.isTrue() : evaluate(Row.before(event)).mayBeTrue();
		return matches ? FilterOutcome.MATCHING : FilterOutcome.NONE;
	}

	private static FilterOutcome judgeUpdate(Truth before, Truth after) {
		if (after.isTrue()) {
			return before.mayBeTrue() ? FilterOutcome.MATCHING : FilterOutcome.ENTERING;
		}
		return before.mayBeTrue() ? FilterOutcome.LEAVING : FilterOutcome.NONE;
	}

	private Truth evaluate(@Nullable Row row) {
		return (row != null) ? this.condition.evaluate(row) : Truth.FALSE;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RowFilter filter && this.conditions.equals(filter.conditions);
	}

	@Override
	public int hashCode() {
		return this.conditions.hashCode();
	}

}

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
import java.util.List;

/**
 * Reads filters as PostgREST writes them: {@code status=eq.PAID},
 * {@code total=not.lt.100}, {@code or=(status.eq.PAID,and(total.gt.5,note.is.null))}.
 * Several filters are connected by AND. Safe for use by several threads.
 * <p>
 * Operators are {@code eq neq gt gte lt lte in is like ilike match imatch isdistinct},
 * each may be preceded by {@code not.}. Within parentheses a value with a comma or a
 * parenthesis is put in double quotes, where a backslash precedes a quote or a backslash.
 * In a pattern {@code *} is the same as {@code %}. Texts are ordered by code point, enums
 * are not ordered, and a to-one association is compared by its identifier.
 */
public final class FilterParser {

	private final ChannelAttributes attributes;

	private final FilterLimits limits;

	/**
	 * Create a parser.
	 * @param attributes knows the attributes
	 * @param limits how large a filter may be
	 */
	public FilterParser(ChannelAttributes attributes, FilterLimits limits) {
		this.attributes = attributes;
		this.limits = limits;
	}

	/**
	 * Read a filter.
	 * @param channel the channel whose rows are to be filtered
	 * @param filters the texts, each {@code attribute=condition} or
	 * {@code or=(conditions)}; all of them must hold
	 * @return the filter
	 * @throws InvalidFilterException if one of them cannot be understood or they are too
	 * large
	 */
	public RowFilter parse(String channel, List<String> filters) {
		if (filters.isEmpty()) {
			throw new InvalidFilterException("", "there is none");
		}
		requireLength(filters);
		ConditionFactory factory = new ConditionFactory((path) -> this.attributes.find(channel, path), this.limits);
		List<Condition> conditions = new ArrayList<>();
		for (String filter : filters) {
			conditions.add(new FilterReader(filter, factory, this.limits).read());
		}
		return new RowFilter(conditions);
	}

	private void requireLength(List<String> filters) {
		long length = filters.stream().mapToLong(String::length).sum();
		if (length > this.limits.length()) {
			throw new InvalidFilterException(filters.get(0),
					"filters may have %d characters, these have %d".formatted(this.limits.length(), length));
		}
	}

}

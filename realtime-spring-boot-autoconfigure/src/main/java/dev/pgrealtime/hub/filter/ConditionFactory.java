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

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Makes the conditions of one filter, typed by their attributes, and counts them.
 */
final class ConditionFactory {

	private final Function<String, @Nullable FilterAttribute> attributes;

	private final FilterLimits limits;

	private int conditions;

	ConditionFactory(Function<String, @Nullable FilterAttribute> attributes, FilterLimits limits) {
		this.attributes = attributes;
		this.limits = limits;
	}

	Condition create(String path, Operator operator, String value) {
		FilterAttribute attribute = attribute(path);
		return switch (operator) {
			case EQ -> new Condition.In(attribute, Set.of(cast(attribute, value)));
			case NEQ -> new Condition.Not(new Condition.In(attribute, Set.of(cast(attribute, value))));
			case GT -> beyond(attribute, value, 1, false);
			case GTE -> beyond(attribute, value, 1, true);
			case LT -> beyond(attribute, value, -1, false);
			case LTE -> beyond(attribute, value, -1, true);
			case IS -> is(attribute, value);
			case ISDISTINCT -> new Condition.Not(new Condition.Same(attribute, cast(attribute, value)));
			case LIKE, ILIKE -> pattern(attribute, operator, value,
					(text, ignoreCase) -> new ValueTest.Like(LikePattern.compile(text, ignoreCase)));
			case MATCH, IMATCH -> pattern(attribute, operator, value,
					(text, ignoreCase) -> new ValueTest.Match(RegularExpressions.compile(text, ignoreCase)));
			case IN -> in(path, List.of(value));
		};
	}

	Condition in(String path, List<String> values) {
		FilterAttribute attribute = attribute(path);
		if (values.size() > this.limits.listSize()) {
			throw new ConditionException(
					"'in' may have %d values, there are %d".formatted(this.limits.listSize(), values.size()));
		}
		return new Condition.In(attribute,
				values.stream().map((value) -> cast(attribute, value)).collect(Collectors.toUnmodifiableSet()));
	}

	private FilterAttribute attribute(String path) {
		if (++this.conditions > this.limits.conditions()) {
			throw new ConditionException("there are more than %d conditions".formatted(this.limits.conditions()));
		}
		FilterAttribute attribute = this.attributes.apply(path);
		if (attribute == null) {
			throw new ConditionException(
					"there is no attribute '%s' to filter by".formatted(InvalidFilterException.shorten(path)));
		}
		return attribute;
	}

	private static Object cast(FilterAttribute attribute, String value) {
		Function<String, Object> parser = attribute.type().parser();
		if (parser == null) {
			throw new ConditionException("'%s' can only be compared with null".formatted(attribute));
		}
		try {
			return parser.apply(value);
		}
		catch (RuntimeException ex) {
			throw new ConditionException("'%s' is not a value of '%s', which is of type %s"
				.formatted(InvalidFilterException.shorten(value), attribute, attribute.type().name()));
		}
	}

	private static Condition beyond(FilterAttribute attribute, String value, int sign, boolean inclusive) {
		Object bound = cast(attribute, value);
		Comparator<Object> order = attribute.type().order();
		if (order == null) {
			throw new ConditionException("values of '%s' have no order".formatted(attribute));
		}
		return new Condition.Satisfies(attribute, new ValueTest.Beyond(order, bound, sign, inclusive));
	}

	private static Condition is(FilterAttribute attribute, String value) {
		return switch (value) {
			case "null" -> new Condition.Same(attribute, null);
			case "not_null" -> new Condition.Not(new Condition.Same(attribute, null));
			case "unknown" -> new Condition.Same(requireBoolean(attribute), null);
			case "true" -> new Condition.Same(requireBoolean(attribute), true);
			case "false" -> new Condition.Same(requireBoolean(attribute), false);
			default -> throw new ConditionException("'is' takes null, not_null, true, false or unknown, not '%s'"
				.formatted(InvalidFilterException.shorten(value)));
		};
	}

	private static FilterAttribute requireBoolean(FilterAttribute attribute) {
		if (!attribute.type().isBoolean()) {
			throw new ConditionException("'%s' is not a boolean".formatted(attribute));
		}
		return attribute;
	}

	private static Condition pattern(FilterAttribute attribute, Operator operator, String value,
			BiFunction<String, Boolean, ValueTest> compiler) {
		if (!attribute.type().isText()) {
			throw new ConditionException("'%s' is not text, as '%s' requires".formatted(attribute, operator));
		}
		try {
			boolean ignoreCase = operator == Operator.ILIKE || operator == Operator.IMATCH;
			return new Condition.Satisfies(attribute, compiler.apply(value, ignoreCase));
		}
		catch (IllegalArgumentException ex) {
			throw new ConditionException(
					"'%s' is not a pattern, %s".formatted(InvalidFilterException.shorten(value), ex.getMessage()));
		}
	}

}

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
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A condition on a row. Equal conditions have equal text or meaning, so that they need be
 * evaluated only once.
 */
sealed interface Condition {

	/**
	 * Evaluate the condition as SQL does.
	 * @param row the row
	 * @return whether it holds
	 */
	Truth evaluate(Row row);

	private static Truth test(@Nullable Object value, Predicate<Object> test) {
		if (value == null) {
			return Truth.NULL;
		}
		return Row.UNDECIDED.equals(value) ? Truth.UNDECIDED : Truth.of(test.test(value));
	}

	record All(List<Condition> conditions) implements Condition {

		@Override
		public Truth evaluate(Row row) {
			Truth result = Truth.TRUE;
			for (Condition condition : this.conditions) {
				result = result.and(condition.evaluate(row));
				if (result.isFalse()) {
					return result;
				}
			}
			return result;
		}

	}

	record Any(List<Condition> conditions) implements Condition {

		@Override
		public Truth evaluate(Row row) {
			Truth result = Truth.FALSE;
			for (Condition condition : this.conditions) {
				result = result.or(condition.evaluate(row));
				if (result.isTrue()) {
					return result;
				}
			}
			return result;
		}

	}

	record Not(Condition condition) implements Condition {

		@Override
		public Truth evaluate(Row row) {
			return this.condition.evaluate(row).not();
		}

	}

	/**
	 * An attribute is equal to one of several values. None is equal to one of no values,
	 * not even SQL {@code NULL}.
	 *
	 * @param attribute the attribute
	 * @param values their normal forms
	 */
	record In(FilterAttribute attribute, Set<Object> values) implements Condition {

		@Override
		public Truth evaluate(Row row) {
			return this.values.isEmpty() ? Truth.FALSE
					: Condition.test(row.value(this.attribute), this.values::contains);
		}

	}

	/**
	 * An attribute has a value that satisfies a test.
	 *
	 * @param attribute the attribute
	 * @param test the test, equal to others that test the same
	 */
	record Satisfies(FilterAttribute attribute, ValueTest test) implements Condition {

		@Override
		public Truth evaluate(Row row) {
			return Condition.test(row.value(this.attribute), this.test);
		}

	}

	/**
	 * An attribute is the same as a value, or SQL {@code NULL} is the same as
	 * {@code NULL}. Never unknown, unless the image does not tell.
	 *
	 * @param attribute the attribute
	 * @param value the normal form of the value, or {@code null}
	 */
	record Same(FilterAttribute attribute, @Nullable Object value) implements Condition {

		@Override
		public Truth evaluate(Row row) {
			Object value = row.value(this.attribute);
			return Row.UNDECIDED.equals(value) ? Truth.UNDECIDED : Truth.of(Objects.equals(value, this.value));
		}

	}

}

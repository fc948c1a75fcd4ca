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
import java.util.function.Predicate;

import com.google.re2j.Pattern;

/**
 * A test of a value that is not {@code NULL}.
 */
sealed interface ValueTest extends Predicate<Object> {

	/**
	 * A value lies on one side of another.
	 *
	 * @param order the order of values
	 * @param bound the other value
	 * @param sign the side: negative for below, positive for above
	 * @param inclusive whether the bound itself passes
	 */
	record Beyond(Comparator<Object> order, Object bound, int sign, boolean inclusive) implements ValueTest {

		@Override
		public boolean test(Object value) {
			int comparison = this.order.compare(value, this.bound);
			return (comparison == 0) ? this.inclusive : Integer.signum(comparison) == this.sign;
		}

	}

	/**
	 * A text is like a pattern with wildcards.
	 *
	 * @param pattern the pattern
	 */
	record Like(LikePattern pattern) implements ValueTest {

		@Override
		public boolean test(Object value) {
			return this.pattern.matches((String) value);
		}

	}

	/**
	 * A text holds a match of a regular expression.
	 *
	 * @param pattern the regular expression
	 */
	record Match(Pattern pattern) implements ValueTest {

		@Override
		public boolean test(Object value) {
			return this.pattern.matcher((String) value).find();
		}

	}

}

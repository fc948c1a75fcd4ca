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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FilterParser}.
 */
class FilterParserTests {

	@ParameterizedTest
	@ValueSource(strings = { "id=eq.1", "id=not.eq.1", "id=in.(1,2)", "id=not.in.(1)", "id=in.()", "paid=is.unknown",
			"note=is.not_null", "blob=is.null", "note=eq.", "note=eq.a,b)", "note=like.a*", "note=imatch.^a|b$",
			"note=match.^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "or=(id.eq.1,and(total.gt.5,note.is.null))",
			"not.or=(id.eq.1,not.and(id.gt.5,id.lt.7))", "or=(address.city.eq.Berlin,note.eq.\"a,b)\\\"c\")",
			"at=gt.2026-01-31T12:00:00 02:00", "rate=gt.NaN" })
	void understands(String filter) {
		assertThat(FilterRows.filter(filter)).isEqualTo(FilterRows.filter(filter))
			.hasSameHashCodeAs(FilterRows.filter(filter));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			id                         | it must be written as attribute=operator.value
			=eq.1                      | it must be written as attribute=operator.value
			nothing=eq.1               | there is no attribute 'nothing' to filter by
			id=eq                      | 'eq' is none of the operators
			id=fts.cat                 | 'fts' is none of the operators
			id=EQ.1                    | 'EQ' is none of the operators
			id=not.not.eq.1            | 'not' is none of the operators
			id=eq.one                  | 'one' is not a value of 'id', which is of type integer
			id=eq.1.5                  | '1.5' is not a value of 'id'
			id=eq.99999999999999999999 | is not a value of 'id'
			total=gt.1,5               | '1,5' is not a value of 'total', which is of type number
			rate=eq.1d                 | '1d' is not a value of 'rate'
			key=eq.1-1-1-1-1           | is not a value of 'key', which is of type UUID
			at=eq.2026-01-31T12:00:00  | which is of type time stamp with offset
			status=eq.LOST             | 'LOST' is not a value of 'status', which is of type one of [OPEN, PAID]
			status=gt.OPEN             | values of 'status' have no order
			status=like.O*             | 'status' is not text, as 'like' requires
			blob=eq.1                  | 'blob' can only be compared with null
			note=is.true               | 'note' is not a boolean
			paid=is.maybe              | 'is' takes null, not_null, true, false or unknown, not 'maybe'
			note=match.(               | '(' is not a pattern, missing closing )
			note=match.(a{99}){99}     | with its counted repetitions written out it has more than 2000 characters
			note=match.(a?a?a?){999}   | with its counted repetitions written out it has more than 2000 characters
			note=match.(a{9}{9}){99}   | with its counted repetitions written out it has more than 2000 characters
			note=like.a\\              | it ends with an escape character
			id=in.1                    | '(' is missing at character 7
			id=in.(1,2                 | ')' is missing at character 11
			id=in.(1)2                 | nothing may follow the closing parenthesis
			id=in.(1,2,3,4,5)          | 'in' may have 4 values, there are 5
			note=in.("a                | a double quote is missing at the end
			note=in.("a"b)             | ')' is missing at character 13
			or=()                      | is not attribute.operator.value
			or=(id.eq.1                | ')' is missing at character 12
			or=(id.eq.1)x              | nothing may follow the closing parenthesis
			or=(id=eq.1)               | is not attribute.operator.value
			or=(not.id.eq.1)           | 'not.' must precede an operator
			or=(or(or(or(id.eq.1))))   | it is nested deeper than 3 levels
			or=(id.eq.1,id.eq.1,id.eq.1,id.eq.1,id.eq.1,id.eq.1) | there are more than 5 conditions
			""")
	void refuses(String filter, String reason) {
		assertThatExceptionOfType(InvalidFilterException.class).isThrownBy(() -> FilterRows.filter(filter))
			.withMessageStartingWith("Filter '" + filter)
			.withMessageContaining(reason);
	}

	@Test
	void refusesWhatIsTooLong() {
		String filter = "note=eq." + "x".repeat(1000);
		assertThatExceptionOfType(InvalidFilterException.class).isThrownBy(() -> FilterRows.filter(filter))
			.withMessageContaining("filters may have 1000 characters, these have 1008")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
	}

	@Test
	void refusesToReadNothing() {
		assertThatExceptionOfType(InvalidFilterException.class)
			.isThrownBy(() -> FilterRows.PARSER.parse("items", List.of()));
	}

	@Test
	void equalValuesMakeEqualFilters() {
		assertThat(FilterRows.filter("total=eq.1.0")).isEqualTo(FilterRows.filter("total=in.(1.00,1)"));
		assertThat(FilterRows.filter("note=match.a")).isEqualTo(FilterRows.filter("note=match.a"))
			.isNotEqualTo(FilterRows.filter("note=imatch.a"));
		assertThat(FilterRows.filter("note=like.a_")).isNotEqualTo(FilterRows.filter("note=like.a\\_"));
	}

}

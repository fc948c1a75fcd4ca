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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.FilterRows.Item;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RowFilter}.
 */
class RowFilterTests {

	private static final RowFilter A = FilterRows.filter("note=eq.a");

	private static final Item WITH_A = FilterRows.item((item) -> item.withNote("a"));

	private static final Item WITH_B = FilterRows.item((item) -> item.withNote("b"));

	private static final Item WITH_NULL = FilterRows.item((item) -> item);

	@Test
	void insertIsJudgedByTheNewRow() {
		assertThat(A.judge(FilterRows.inserted(WITH_A))).isEqualTo(FilterOutcome.MATCHING);
		assertThat(A.judge(FilterRows.inserted(WITH_B))).isEqualTo(FilterOutcome.NONE);
		assertThat(A.judge(FilterRows.inserted(WITH_NULL))).isEqualTo(FilterOutcome.NONE);
		assertThat(A.judge(FilterRows.inserted(WITH_A, "note"))).isEqualTo(FilterOutcome.NONE);
	}

	@Test
	void deleteIsJudgedByTheOldRow() {
		assertThat(A.judge(FilterRows.deleted(WITH_A))).isEqualTo(FilterOutcome.MATCHING);
		assertThat(A.judge(FilterRows.deleted(WITH_B))).isEqualTo(FilterOutcome.NONE);
		assertThat(A.judge(FilterRows.deleted(WITH_B, "note"))).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void updateIsJudgedByBothRows() {
		assertThat(A.judge(FilterRows.updated(WITH_A, WITH_A))).isEqualTo(FilterOutcome.MATCHING);
		assertThat(A.judge(FilterRows.updated(WITH_B, WITH_A))).isEqualTo(FilterOutcome.ENTERING);
		assertThat(A.judge(FilterRows.updated(WITH_NULL, WITH_A))).isEqualTo(FilterOutcome.ENTERING);
		assertThat(A.judge(FilterRows.updated(WITH_A, WITH_B))).isEqualTo(FilterOutcome.LEAVING);
		assertThat(A.judge(FilterRows.updated(WITH_A, WITH_NULL))).isEqualTo(FilterOutcome.LEAVING);
		assertThat(A.judge(FilterRows.updated(WITH_B, WITH_NULL))).isEqualTo(FilterOutcome.NONE);
	}

	@Test
	void rowThatMayHaveMatchedLeaves() {
		assertThat(A.judge(FilterRows.updatedFromUnknown(WITH_B, "note"))).isEqualTo(FilterOutcome.LEAVING);
		assertThat(A.judge(FilterRows.updatedFromUnknown(WITH_A, "note"))).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void attributeThatDidNotChangeIsKnownWithoutOldRow() {
		assertThat(A.judge(FilterRows.updatedFromUnknown(WITH_B, "total"))).isEqualTo(FilterOutcome.NONE);
		assertThat(A.judge(FilterRows.updatedFromUnknown(WITH_A, "total"))).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void truncateConcernsEverybody() {
		RealtimeEvent<?> truncated = new TableTruncated<>(FilterRows.METADATA, false, false);
		assertThat(A.judge(truncated)).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void numbersAreEqualWhateverTheirScale() {
		Item item = FilterRows.item((it) -> it.withTotal("1.50"));
		assertThat(matches("total=eq.1.5", item)).isTrue();
		assertThat(matches("total=isdistinct.1.500", item)).isFalse();
	}

	@Test
	void unknownAttributeMatchesNeitherWayInNewRow() {
		assertThat(FilterRows.filter("note=is.null").judge(FilterRows.inserted(WITH_NULL, "note")))
			.isEqualTo(FilterOutcome.NONE);
		assertThat(FilterRows.filter("note=not.is.null").judge(FilterRows.inserted(WITH_A, "note")))
			.isEqualTo(FilterOutcome.NONE);
		assertThat(FilterRows.filter("or=(note.eq.a,id.eq.1)").judge(FilterRows.inserted(WITH_B, "note")))
			.isEqualTo(FilterOutcome.MATCHING);
	}

	@ParameterizedTest
	@CsvSource({ "a%c,abc,true", "a*c,abbc,true", "a_c,abc,true", "a_c,ac,false", "a\\%c,a%c,true", "a\\*c,abc,false",
			"%,'',true", "_,\uD83D\uDE00,true", "ABC,abc,false" })
	void likeKnowsWildcardsAndEscapes(String pattern, String value, boolean expected) {
		assertThat(matches("note=like." + pattern, FilterRows.item((item) -> item.withNote(value))))
			.isEqualTo(expected);
	}

	@Test
	void likeAndMatchDoNotExplode() {
		Item item = FilterRows.item((it) -> it.withNote("a".repeat(20_000) + "b"));
		assertThat(matches("note=like." + "%a".repeat(200) + "%c", item)).isFalse();
		assertThat(matches("note=match.^(a+)+$", item)).isFalse();
	}

	private static boolean matches(String filter, Item item) {
		return FilterRows.filter(filter).judge(FilterRows.inserted(item)) == FilterOutcome.MATCHING;
	}

}

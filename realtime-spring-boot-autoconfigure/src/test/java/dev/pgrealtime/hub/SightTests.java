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

package dev.pgrealtime.hub;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Sight}.
 */
class SightTests {

	@Test
	void tellsWhichRowsAreShown() {
		for (Sight sight : Sight.values()) {
			assertThat(Sight.of(sight.showsOld(), sight.showsNew())).isEqualTo(sight);
		}
		assertThat(shown(Sight::showsOld)).containsExactly(Sight.OLD, Sight.BOTH);
		assertThat(shown(Sight::showsNew)).containsExactly(Sight.NEW, Sight.BOTH);
	}

	@Test
	void showsWhatBothAllow() {
		for (Sight sight : Sight.values()) {
			assertThat(sight.and(Sight.BOTH)).isEqualTo(sight);
			assertThat(sight.and(sight)).isEqualTo(sight);
			assertThat(sight.and(Sight.NONE)).isEqualTo(Sight.NONE);
		}
		assertThat(Sight.OLD.and(Sight.NEW)).isEqualTo(Sight.NONE);
	}

	private static Set<Sight> shown(Predicate<Sight> predicate) {
		Set<Sight> shown = EnumSet.allOf(Sight.class);
		shown.removeIf(predicate.negate());
		return shown;
	}

}

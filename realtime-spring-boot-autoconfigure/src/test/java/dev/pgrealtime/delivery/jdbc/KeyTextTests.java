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

package dev.pgrealtime.delivery.jdbc;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.pgrealtime.delivery.EventKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeyText}.
 */
class KeyTextTests {

	static List<Arguments> keys() {
		return List.of(Arguments.of(17L, "17"), Arguments.of("a b", "a b"),
				Arguments.of(new UUID(0, 1), "00000000-0000-0000-0000-000000000001"),
				Arguments.of(new byte[] { 1, -1 }, "[1,-1]"),
				Arguments.of(new Composite("x", LocalDate.EPOCH, new Composite("y", LocalDate.EPOCH, null)),
						"{day=1970-01-01, name=x, part={day=1970-01-01, name=y, part=null}}"));
	}

	@ParameterizedTest
	@MethodSource("keys")
	void doesNotDependOnToString(Object id, String text) {
		assertThat(KeyText.of(new EventKey("Order", id))).isEqualTo("Order " + text);
	}

	static final class Composite {

		static final String IGNORED = "ignored";

		private final String name;

		private final LocalDate day;

		private final Composite part;

		Composite(String name, LocalDate day, Composite part) {
			this.name = name;
			this.day = day;
			this.part = part;
		}

		@Override
		public String toString() {
			return this.name + System.identityHashCode(this) + this.day + this.part;
		}

	}

}

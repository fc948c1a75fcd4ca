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

package dev.pgrealtime.mapping.hibernate;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AttributeNames}.
 */
class AttributeNamesTests {

	private final AttributeNames names = new AttributeNames(List.of("id", "name", "age"));

	@Test
	void subsetIsASetOfNames() {
		BitSet positions = new BitSet();
		positions.set(2);
		positions.set(0);
		Set<String> subset = this.names.subset(positions);
		positions.set(1);
		assertThat(subset).containsExactly("id", "age").isEqualTo(Set.of("age", "id")).doesNotContain("name", "other");
		assertThat(subset).hasSameHashCodeAs(Set.of("age", "id"));
		assertThat(subset.contains(null)).isFalse();
	}

	@Test
	void subsetCannotBeModified() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.names.all().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.names.all().add("x"));
	}

	@Test
	void allNamesInTheirOrder() {
		assertThat(this.names.all()).containsExactly("id", "name", "age");
		assertThat(this.names.subset(new BitSet())).isEmpty();
	}

}

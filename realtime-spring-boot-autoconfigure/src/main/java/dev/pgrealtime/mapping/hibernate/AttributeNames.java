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

import java.util.AbstractSet;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The names of an entity's attributes, and sets of them that cost a few words each: an
 * event needs several, and most attributes are in none of them.
 */
final class AttributeNames {

	private final List<String> names;

	private final Map<String, Integer> positions;

	AttributeNames(List<String> names) {
		this.names = List.copyOf(names);
		this.positions = IntStream.range(0, names.size())
			.boxed()
			.collect(Collectors.toUnmodifiableMap(names::get, (position) -> position));
	}

	/**
	 * Return a set of names.
	 * @param positions the positions of the names; copied
	 * @return an unmodifiable set, in the order of the attributes
	 */
	Set<String> subset(BitSet positions) {
		return positions.isEmpty() ? Set.of() : new Subset((BitSet) positions.clone());
	}

	Set<String> all() {
		BitSet positions = new BitSet();
		positions.set(0, this.names.size());
		return subset(positions);
	}

	private final class Subset extends AbstractSet<String> {

		private final BitSet members;

		private Subset(BitSet members) {
			this.members = members;
		}

		@Override
		public boolean contains(@Nullable Object name) {
			Integer position = (name != null) ? AttributeNames.this.positions.get(name) : null;
			return position != null && this.members.get(position);
		}

		@Override
		public Iterator<String> iterator() {
			return this.members.stream().mapToObj(AttributeNames.this.names::get).iterator();
		}

		@Override
		public int size() {
			return this.members.cardinality();
		}

	}

}

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

/**
 * The order of texts.
 */
final class Texts {

	private Texts() {
	}

	/**
	 * Compare by code point, as PostgreSQL does with the collation {@code C}. The order
	 * of {@link String#compareTo} differs beyond the basic plane.
	 * @param first a text
	 * @param second another text
	 * @return a negative number, zero or a positive number
	 */
	static int compare(String first, String second) {
		int length = Math.min(first.length(), second.length());
		for (int i = 0; i < length; i++) {
			char a = first.charAt(i);
			char b = second.charAt(i);
			if (a != b) {
				if (Character.isSurrogate(a) != Character.isSurrogate(b)) {
					return Character.isSurrogate(a) ? 1 : -1;
				}
				return Character.compare(a, b);
			}
		}
		return Integer.compare(first.length(), second.length());
	}

}

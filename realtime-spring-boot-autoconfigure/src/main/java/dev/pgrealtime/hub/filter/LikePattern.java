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

import java.util.Arrays;

/**
 * A pattern of {@code LIKE}: {@code %} or {@code *} for any number of characters,
 * {@code _} for one, and a backslash before a character that stands for itself. Goes back
 * to the last wildcard only, so that the time to match is at most the product of both
 * lengths.
 */
final class LikePattern {

	private static final int ANY_NUMBER = -1;

	private static final int ANY_ONE = -2;

	private final int[] pattern;

	private final boolean ignoreCase;

	private LikePattern(int[] pattern, boolean ignoreCase) {
		this.pattern = pattern;
		this.ignoreCase = ignoreCase;
	}

	static LikePattern compile(String text, boolean ignoreCase) {
		int[] source = text.codePoints().toArray();
		int[] pattern = new int[source.length];
		int length = 0;
		for (int i = 0; i < source.length; i++) {
			if (source[i] == '\\') {
				if (++i == source.length) {
					throw new IllegalArgumentException("it ends with an escape character");
				}
				pattern[length++] = fold(source[i], ignoreCase);
			}
			else {
				pattern[length++] = switch (source[i]) {
					case '%', '*' -> ANY_NUMBER;
					case '_' -> ANY_ONE;
					default -> fold(source[i], ignoreCase);
				};
			}
		}
		return new LikePattern(Arrays.copyOf(pattern, length), ignoreCase);
	}

	boolean matches(String value) {
		int[] text = value.codePoints().toArray();
		int at = 0;
		int next = 0;
		int retryAt = 0;
		int retryNext = -1;
		while (at < text.length) {
			if (next < this.pattern.length && this.pattern[next] == ANY_NUMBER) {
				retryAt = at;
				retryNext = ++next;
			}
			else if (next < this.pattern.length && matches(this.pattern[next], text[at])) {
				at++;
				next++;
			}
			else if (retryNext >= 0) {
				at = ++retryAt;
				next = retryNext;
			}
			else {
				return false;
			}
		}
		while (next < this.pattern.length && this.pattern[next] == ANY_NUMBER) {
			next++;
		}
		return next == this.pattern.length;
	}

	private boolean matches(int pattern, int character) {
		return pattern == ANY_ONE || pattern == fold(character, this.ignoreCase);
	}

	private static int fold(int character, boolean ignoreCase) {
		return ignoreCase ? Character.toLowerCase(character) : character;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof LikePattern like && this.ignoreCase == like.ignoreCase
				&& Arrays.equals(this.pattern, like.pattern);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.pattern);
	}

}

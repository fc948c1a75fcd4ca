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

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles regular expressions that strangers wrote, for matching in linear time. A
 * counted repetition is compiled to as many copies; nested, a few characters would take
 * all memory, and matching a long chain of optional ones all of the stack.
 */
final class RegularExpressions {

	private static final int MAX_SIZE = 2000;

	private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d+),?(\\d*)\\}");

	/** What ends a single character, unlike a group, a quotation or a repetition. */
	private static final java.util.regex.Pattern SINGLE = java.util.regex.Pattern.compile("(?s).*(?<!\\\\E)[^)}*+?]");

	private RegularExpressions() {
	}

	static Pattern compile(String text, boolean ignoreCase) {
		if (size(text) > MAX_SIZE) {
			throw new IllegalArgumentException(
					"with its counted repetitions written out it has more than %d characters".formatted(MAX_SIZE));
		}
		try {
			return Pattern.compile(text, Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
		}
		catch (PatternSyntaxException ex) {
			throw new IllegalArgumentException(ex.getDescription(), ex);
		}
	}

	// Never too small: as if all repetitions of groups were nested, and around all else
	private static double size(String text) {
		double size = text.length();
		double copies = 1;
		java.util.regex.Matcher matcher = COUNT.matcher(text);
		while (matcher.find()) {
			String digits = matcher.group(2).isEmpty() ? matcher.group(1) : matcher.group(2);
			double count = Math.max(1, Double.parseDouble(digits));
			if (SINGLE.matcher(text.substring(Math.max(0, matcher.start() - 3), matcher.start())).matches()) {
				size += count;
			}
			else {
				copies *= count;
			}
		}
		return size * copies;
	}

}

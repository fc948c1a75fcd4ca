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
 * all memory.
 */
final class RegularExpressions {

	private static final int MAX_COPIES = 1000;

	private static final java.util.regex.Pattern COUNT = java.util.regex.Pattern.compile("\\{(\\d+),?(\\d*)\\}");

	private RegularExpressions() {
	}

	static Pattern compile(String text, boolean ignoreCase) {
		requireFewCopies(text);
		try {
			return Pattern.compile(text, Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
		}
		catch (PatternSyntaxException ex) {
			throw new IllegalArgumentException(ex.getDescription(), ex);
		}
	}

	// As if all repetitions were nested, which a legitimate expression survives
	private static void requireFewCopies(String text) {
		double copies = 1;
		java.util.regex.Matcher matcher = COUNT.matcher(text);
		while (matcher.find()) {
			String count = matcher.group(2).isEmpty() ? matcher.group(1) : matcher.group(2);
			copies *= Math.max(1, Double.parseDouble(count));
		}
		if (copies > MAX_COPIES) {
			throw new IllegalArgumentException(
					"its counted repetitions multiply to more than %d".formatted(MAX_COPIES));
		}
	}

}

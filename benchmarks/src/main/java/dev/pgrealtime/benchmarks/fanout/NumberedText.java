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

package dev.pgrealtime.benchmarks.fanout;

/**
 * The text of an event, which begins with its number. It makes a frame of about 420
 * bytes.
 */
final class NumberedText {

	/**
	 * What comes before a number, and nowhere else in a stream.
	 */
	static final char MARK = '#';

	static final int DIGITS = 10;

	static final int PADDING = 200;

	private static final String FORMAT = MARK + "%0" + DIGITS + "d" + ".".repeat(PADDING);

	private NumberedText() {
	}

	static String of(long number) {
		return FORMAT.formatted(number);
	}

}

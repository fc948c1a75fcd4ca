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
 * A filter that cannot be understood. The message says which part and why, and may be
 * shown to whoever sent the filter.
 */
public class InvalidFilterException extends IllegalArgumentException {

	private static final int LONGEST_PART = 100;

	private final String part;

	InvalidFilterException(String part, String reason) {
		super("Filter '%s' is not valid: %s".formatted(shorten(part), reason));
		this.part = part;
	}

	/**
	 * Return the text that cannot be understood.
	 * @return one of the texts that were given
	 */
	public String part() {
		return this.part;
	}

	/**
	 * Cut what a client sent, so that its text does not fill a log.
	 * @param text the text
	 * @return the text or its beginning, without control characters
	 */
	public static String shorten(String text) {
		String start = (text.length() > LONGEST_PART) ? text.substring(0, LONGEST_PART) + "..." : text;
		return start.replaceAll("\\p{Cntrl}", " ");
	}

}

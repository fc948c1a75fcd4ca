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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The text of an error, with its causes, for a column.
 */
final class ErrorText {

	private static final int MAX_CAUSES = 10;

	private static final int MAX_LENGTH = 4000;

	private ErrorText() {
	}

	static String of(Throwable error) {
		List<String> lines = new ArrayList<>();
		for (@Nullable
		Throwable cause = error; cause != null && lines.size() < MAX_CAUSES; cause = cause.getCause()) {
			lines.add(cause.toString());
		}
		return storable(String.join("\ncaused by ", lines), MAX_LENGTH);
	}

	/**
	 * Cut off a text, and take out what PostgreSQL cannot hold.
	 * @param text the text
	 * @param length how long it may be
	 * @return the text, ending in an ellipsis if it was longer
	 */
	static String storable(String text, int length) {
		String clean = text.replace("\0", "");
		if (clean.length() <= length) {
			return clean;
		}
		boolean splitsCharacter = Character.isHighSurrogate(clean.charAt(length - 1));
		return clean.substring(0, splitsCharacter ? length - 1 : length) + "\u2026";
	}

}

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

package dev.pgrealtime.mapping;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The text of a composite value such as {@code (1.50,"a, ""b""",)}, taken apart. Nothing
 * between two commas is {@code NULL}; what has quotes around it is text, be it empty.
 */
public final class CompositeText {

	private final List<byte @Nullable []> values = new ArrayList<>();

	private final ByteArrayOutputStream value = new ByteArrayOutputStream();

	private boolean quoted;

	/**
	 * Take a value apart.
	 * @param text the text, in UTF-8
	 * @throws IllegalArgumentException if it is not that of a composite value
	 */
	public CompositeText(byte[] text) {
		if (text.length < 2 || text[0] != '(' || text[text.length - 1] != ')') {
			throw new IllegalArgumentException("It is not a composite value");
		}
		boolean inQuotes = false;
		for (int i = 1; i < text.length - 1; i++) {
			byte character = text[i];
			if (character == '"' && !(inQuotes && text[i + 1] == '"')) {
				inQuotes = !inQuotes;
				this.quoted = true;
			}
			else if (character == ',' && !inQuotes) {
				end();
			}
			else {
				// A quote or a backslash within quotes is doubled.
				i += (character == '"' || character == '\\') ? 1 : 0;
				this.value.write(character);
			}
		}
		if (inQuotes) {
			throw new IllegalArgumentException("It is not a composite value");
		}
		end();
	}

	private void end() {
		this.values.add((this.quoted || this.value.size() > 0) ? this.value.toByteArray() : null);
		this.value.reset();
		this.quoted = false;
	}

	/**
	 * Return the number of values.
	 * @return the number, at least 1
	 */
	public int size() {
		return this.values.size();
	}

	/**
	 * Return the text of a value.
	 * @param index the index of the value, from 0
	 * @return the text in UTF-8, or {@code null} for {@code NULL}
	 */
	public byte @Nullable [] get(int index) {
		return this.values.get(index);
	}

}

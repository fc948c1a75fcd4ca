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

import org.jspecify.annotations.Nullable;

/**
 * Decodes the text form of one PostgreSQL type straight from the bytes of its message.
 * Without state, safe for use by several threads.
 */
@FunctionalInterface
public interface ColumnDecoder {

	/**
	 * Decode a value.
	 * @param buffer the array that holds the text, in UTF-8
	 * @param offset where the text starts
	 * @param length the number of bytes
	 * @return the value, or {@code null} if this text is out of the ordinary and has to
	 * be left to the driver
	 */
	@Nullable Object decode(byte[] buffer, int offset, int length);

}

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

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

/**
 * Decoders of scalar types, each a {@link ColumnDecoder}.
 */
final class TextDecoders {

	private static final int MAX_INT8_DIGITS = 18;

	/**
	 * A value that has more digits than are decoded here.
	 */
	private static final long NO_INTEGER = Long.MIN_VALUE;

	private static final long[] POWERS_OF_TEN = LongStream.iterate(1, (power) -> power * 10)
		.limit(MAX_INT8_DIGITS)
		.toArray();

	private static final int UUID_LENGTH = 36;

	private TextDecoders() {
	}

	static @Nullable Object bool(byte[] buffer, int offset, int length) {
		if (length != 1) {
			return null;
		}
		return switch (buffer[offset]) {
			case 't' -> true;
			case 'f' -> false;
			default -> null;
		};
	}

	static @Nullable Object int2(byte[] buffer, int offset, int length) {
		long value = integer(buffer, offset, length);
		return (value == (short) value) ? (short) value : null;
	}

	static @Nullable Object int4(byte[] buffer, int offset, int length) {
		long value = integer(buffer, offset, length);
		return (value == (int) value) ? (int) value : null;
	}

	static @Nullable Object int8(byte[] buffer, int offset, int length) {
		long value = integer(buffer, offset, length);
		return (value != NO_INTEGER) ? value : null;
	}

	private static long integer(byte[] buffer, int offset, int length) {
		int start = (length > 0 && buffer[offset] == '-') ? offset + 1 : offset;
		int end = offset + length;
		if (start == end || end - start > MAX_INT8_DIGITS) {
			return NO_INTEGER;
		}
		long value = 0;
		for (int i = start; i < end; i++) {
			int digit = buffer[i] - '0';
			if (digit < 0 || digit > 9) {
				return NO_INTEGER;
			}
			value = value * 10 + digit;
		}
		return (start == offset) ? value : -value;
	}

	static @Nullable Object float4(byte[] buffer, int offset, int length) {
		return isDecimal(buffer, offset, length, true) ? Float.valueOf(ascii(buffer, offset, length)) : null;
	}

	static @Nullable Object float8(byte[] buffer, int offset, int length) {
		return isDecimal(buffer, offset, length, true) ? Double.valueOf(ascii(buffer, offset, length)) : null;
	}

	static @Nullable Object numeric(byte[] buffer, int offset, int length) {
		int point = offset;
		while (point < offset + length && buffer[point] != '.') {
			point++;
		}
		int scale = offset + length - point - 1;
		if (scale < 0) {
			long value = integer(buffer, offset, length);
			return (value != NO_INTEGER) ? BigDecimal.valueOf(value) : largeNumeric(buffer, offset, length);
		}
		long whole = integer(buffer, offset, point - offset);
		long fraction = integer(buffer, point + 1, scale);
		if (length > MAX_INT8_DIGITS || whole == NO_INTEGER || fraction < 0) {
			return largeNumeric(buffer, offset, length);
		}
		long shifted = whole * POWERS_OF_TEN[scale];
		return BigDecimal.valueOf((buffer[offset] == '-') ? shifted - fraction : shifted + fraction, scale);
	}

	private static @Nullable Object largeNumeric(byte[] buffer, int offset, int length) {
		return isDecimal(buffer, offset, length, false) ? new BigDecimal(ascii(buffer, offset, length)) : null;
	}

	private static boolean isDecimal(byte[] buffer, int offset, int length, boolean exponent) {
		for (int i = offset; i < offset + length; i++) {
			byte ch = buffer[i];
			boolean allowed = (ch >= '0' && ch <= '9') || ch == '.' || ch == '-'
					|| (exponent && (ch == 'e' || ch == '+'));
			if (!allowed) {
				return false;
			}
		}
		return length > 0;
	}

	static Object text(byte[] buffer, int offset, int length) {
		return new String(buffer, offset, length, StandardCharsets.UTF_8);
	}

	static @Nullable Object uuid(byte[] buffer, int offset, int length) {
		if (length != UUID_LENGTH) {
			return null;
		}
		long high = 0;
		long low = 0;
		for (int i = 0; i < UUID_LENGTH; i++) {
			byte ch = buffer[offset + i];
			if (i == 8 || i == 13 || i == 18 || i == 23) {
				if (ch != '-') {
					return null;
				}
				continue;
			}
			int digit = hexDigit(ch);
			if (digit < 0) {
				return null;
			}
			if (i < 18) {
				high = high << 4 | digit;
			}
			else {
				low = low << 4 | digit;
			}
		}
		return new UUID(high, low);
	}

	static byte @Nullable [] bytea(byte[] buffer, int offset, int length) {
		if (length < 2 || length % 2 != 0 || buffer[offset] != '\\' || buffer[offset + 1] != 'x') {
			return null;
		}
		byte[] bytes = new byte[length / 2 - 1];
		for (int i = 0; i < bytes.length; i++) {
			int high = hexDigit(buffer[offset + 2 * i + 2]);
			int low = hexDigit(buffer[offset + 2 * i + 3]);
			if (high < 0 || low < 0) {
				return null;
			}
			bytes[i] = (byte) (high << 4 | low);
		}
		return bytes;
	}

	private static int hexDigit(byte ch) {
		if (ch >= '0' && ch <= '9') {
			return ch - '0';
		}
		return (ch >= 'a' && ch <= 'f') ? ch - 'a' + 10 : -1;
	}

	private static String ascii(byte[] buffer, int offset, int length) {
		return new String(buffer, offset, length, StandardCharsets.US_ASCII);
	}

}

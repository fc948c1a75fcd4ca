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

package dev.pgrealtime.mapping.hibernate;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Objects;

import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.EventDecodingException;

/**
 * What becomes of a value, by each of the ways to read it. A way that fails has the
 * exception.
 *
 * @param cell the value
 * @param text the server's text of it
 * @param fast what the fast lane makes of it
 * @param faithful what the faithful lane makes of it
 * @param found what JPA finds
 * @param foundBinary what JPA finds where the driver uses the binary format
 */
record TypeOutcome(TypesTable.Cell cell, String text, @Nullable Object fast, @Nullable Object faithful,
		@Nullable Object found, @Nullable Object foundBinary) {

	enum Kind {

		EXACT, CONVERTED, REFUSED

	}

	Kind kind() {
		if (this.fast instanceof Exception) {
			return Kind.REFUSED;
		}
		return new ServerText(this.cell.column().type(), ZoneId.systemDefault()).isOf(this.fast, this.text) ? Kind.EXACT
				: Kind.CONVERTED;
	}

	void check(SoftAssertions softly) {
		softly.assertThat(isSame(this.fast, this.faithful)).as("Lanes differ: %s", this).isTrue();
		softly.assertThat(isWhatJpaFinds()).as("JPA differs: %s", this).isTrue();
		TypeColumn column = this.cell.column();
		if (this.fast instanceof EventDecodingException refusal) {
			softly.assertThat(column.refused()).as("Refused without a reason: %s", this).isNotNull();
			softly.assertThat(this.found instanceof Exception || losesParts(column))
				.as("Refused though JPA finds all of it: %s", this)
				.isTrue();
			softly.assertThat(refusal)
				.as("%s", this)
				.hasMessageContaining("'" + this.cell.name() + "'")
				.hasMessageContaining("table public." + this.cell.table())
				.hasMessageContaining("key id '" + this.cell.id() + "'")
				.hasMessageContaining("position ")
				.hasMessageContaining(this.text.substring(0, Math.min(100, this.text.length())));
		}
		else if (kind() == Kind.CONVERTED) {
			softly.assertThat(column.converted()).as("Converted without a reason: %s", this).isNotNull();
			boolean mayBeNull = column.type().startsWith("json") && this.text.equals("null");
			softly.assertThat(mayBeNull || this.fast != null).as("Null is no value: %s", this).isTrue();
		}
	}

	private boolean isWhatJpaFinds() {
		if (isSame(this.fast, this.found) || isSame(this.fast, this.foundBinary)) {
			return true;
		}
		// JPA loses a part, or shows a text, or reads money, in the form of its session.
		// What is streamed is refused then, or the server's own text in the form of none.
		return this.fast instanceof Exception || this.text.equals(this.fast)
				|| this.cell.column().type().equals("money");
	}

	private static boolean losesParts(TypeColumn column) {
		return column.javaName().matches("Duration|Long|Float|Double|UUID|Boolean|Level|Priority");
	}

	private static boolean isSame(@Nullable Object one, @Nullable Object other) {
		if (one instanceof Calendar calendar && other instanceof Calendar same) {
			return calendar.getTimeInMillis() == same.getTimeInMillis();
		}
		return (one instanceof Exception && other instanceof Exception) || Objects.deepEquals(one, other);
	}

	@Override
	public String toString() {
		return "%s = %s; streamed %s / %s, found %s / %s".formatted(this.cell, shorten(this.text), show(this.fast),
				show(this.faithful), show(this.found), show(this.foundBinary));
	}

	/**
	 * Show a value.
	 * @param value the value
	 * @return a short text, the same in every JVM
	 */
	static String show(@Nullable Object value) {
		if (value instanceof Exception ex) {
			return ex.getClass().getSimpleName() + " (" + shorten(String.valueOf(ex.getMessage())) + ")";
		}
		if (value instanceof Calendar calendar) {
			return calendar.toInstant().toString();
		}
		if (value instanceof java.util.TimeZone zone) {
			return zone.getID();
		}
		String text = Arrays.deepToString(new Object[] { value });
		return shorten(text.substring(1, text.length() - 1));
	}

	static String shorten(String text) {
		String line = text.replace('\n', ' ');
		return (line.length() <= 120) ? line : line.substring(0, 60) + "…";
	}

}

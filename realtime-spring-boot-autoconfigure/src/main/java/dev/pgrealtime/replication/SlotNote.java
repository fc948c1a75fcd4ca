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

package dev.pgrealtime.replication;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * What is noted in the database of a slot, for the time when nobody streams from it.
 *
 * @param slot the name of the slot
 * @param server the server that it was last streamed from
 * @param left the position that it was left at, or {@code null} if it may rightfully
 * stand anywhere
 */
record SlotNote(String slot, ServerIdentity server, @Nullable Lsn left) {

	private static final Pattern TEXT = Pattern
		.compile("Realtime: slot (\\w+), system (\\d+), timeline (\\d+)(?:, left at ([0-9A-F]{1,8}/[0-9A-F]{1,8}))?.*");

	/**
	 * Read a note.
	 * @param text any text
	 * @return the note, or {@code null} if the text is none
	 */
	static @Nullable SlotNote parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		String left = matcher.group(4);
		return new SlotNote(matcher.group(1), new ServerIdentity(matcher.group(2), matcher.group(3)),
				(left != null) ? Lsn.parse(left) : null);
	}

	@Override
	public String toString() {
		return "Realtime: slot %s, system %s, timeline %s".formatted(this.slot, this.server.systemId(),
				this.server.timeline()) + ((this.left != null) ? ", left at " + this.left : "");
	}

}

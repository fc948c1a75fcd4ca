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

package dev.pgrealtime.pgoutput;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement truncated one or several tables.
 *
 * @param relationIds the OIDs of the tables
 * @param cascade whether the statement said {@code CASCADE}
 * @param restartIdentity whether the statement said {@code RESTART IDENTITY}
 */
public record Truncate(List<Integer> relationIds, boolean cascade, boolean restartIdentity) implements Change {

	public Truncate {
		relationIds = List.copyOf(relationIds);
	}

	static Truncate decode(MessageReader in) {
		int count = in.count32("relations", Integer.BYTES);
		byte options = in.int8();
		if ((options & ~3) != 0) {
			throw in.unexpected("truncate options", options);
		}
		List<Integer> relationIds = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			relationIds.add(in.int32());
		}
		return new Truncate(relationIds, (options & 1) != 0, (options & 2) != 0);
	}

}

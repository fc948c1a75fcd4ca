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

package dev.pgrealtime.web.json;

import java.util.Set;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.EventEncoder;

/**
 * Writes some properties of the entities. Equal to any other that writes the same, so
 * that subscribers share the bytes.
 *
 * @param encoder writes events
 * @param selection the names of the properties to write
 */
record SelectiveEncoder(JsonEventEncoder encoder, Set<String> selection) implements EventEncoder {

	@Override
	public byte[] encode(RealtimeEvent<?> event) {
		return this.encoder.encode(event, false, this.selection);
	}

	@Override
	public byte[] encodeLeaving(RealtimeEvent<?> event) {
		return this.encoder.encode(event, true, this.selection);
	}

}

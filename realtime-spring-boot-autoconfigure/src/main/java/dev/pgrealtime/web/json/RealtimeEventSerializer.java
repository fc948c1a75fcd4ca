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

import java.util.function.Supplier;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

import dev.pgrealtime.RealtimeEvent;

/**
 * Lets the application's own mapper write events as {@link JsonEventEncoder} does, for
 * controllers that return them.
 */
public final class RealtimeEventSerializer extends StdSerializer<RealtimeEvent<?>> {

	private final Supplier<JsonEventEncoder> encoder;

	/**
	 * Create a serializer.
	 * @param encoder supplies the encoder, asked when an event is written, because the
	 * encoder is made from the mapper that this serializer becomes part of
	 */
	public RealtimeEventSerializer(Supplier<JsonEventEncoder> encoder) {
		super(RealtimeEvent.class);
		this.encoder = encoder;
	}

	@Override
	public void serialize(RealtimeEvent<?> event, JsonGenerator generator, SerializationContext context) {
		this.encoder.get().write(event, generator);
	}

}

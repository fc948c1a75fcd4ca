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

package dev.pgrealtime.hub;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import dev.pgrealtime.RealtimeEvent;

/**
 * Turns an event into the bytes that its subscribers share. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface EventEncoder {

	/**
	 * Encode an event.
	 * @param event the event
	 * @return the bytes, not to be modified
	 * @throws RuntimeException if an entity cannot be encoded
	 */
	byte[] encode(RealtimeEvent<?> event);

	/**
	 * Encode an update for those to whom the row leaves.
	 * @param event the update, where their filter no longer matches the row; the delete
	 * of the old row, where they may not see the new one
	 * @return the bytes, not to be modified; by default the same as for everybody
	 * @throws RuntimeException if an entity cannot be encoded
	 */
	default byte[] encodeLeaving(RealtimeEvent<?> event) {
		return encode(event);
	}

	/**
	 * Encode a message of the application.
	 * @param message the message
	 * @return the bytes, not to be modified; by default its payload in UTF-8
	 */
	default byte[] encode(HubEnvelope message) {
		return message.payload().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return an encoder that tells only some attributes of both images.
	 * @param channel the name of the channel whose events are encoded
	 * @param attributes the names that the attributes have in what is encoded
	 * @return the encoder, equal to any other for the same attributes
	 * @throws IllegalArgumentException if there is no such attribute, or none can be
	 * selected at all, as by default; the message may be shown to whoever asked
	 */
	default EventEncoder select(String channel, Set<String> attributes) {
		throw new IllegalArgumentException("attributes cannot be selected here");
	}

}

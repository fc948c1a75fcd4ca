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

package dev.pgrealtime.web.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.HubEnvelope;

/**
 * The frames of the stream. Those without content are shared by everybody.
 *
 * @param json writes an event as JSON without line breaks
 */
record SseFrames(EventEncoder json) implements EventEncoder {

	static final byte[] COMMENT = bytes(":\n\n");

	static final byte[] CLOSE = bytes("event: close\ndata: {}\n\n");

	private static final byte[] END = bytes("\n\n");

	/**
	 * Return the first frame, which tells the client from where to go on if the
	 * connection breaks before there is an event, and when.
	 * @param position the position where the stream begins, or {@code null} if the client
	 * is to go on from the one it knows
	 * @param reconnectDelay how long it is to wait until it connects again
	 * @return a comment with what else the client has to know
	 */
	static byte[] opening(@Nullable EventPosition position, Duration reconnectDelay) {
		return bytes(":\n" + ((position != null) ? "id:" + position + "\n" : "") + "retry:" + reconnectDelay.toMillis()
				+ "\n\n");
	}

	/**
	 * Return the frame that tells the client to reload.
	 * @param position the position from where to go on
	 * @return the frame
	 */
	static byte[] refresh(EventPosition position) {
		return bytes("id:" + position + "\nevent: refresh\ndata: {}\n\n");
	}

	@Override
	public byte[] encode(RealtimeEvent<?> event) {
		return frame(event.position(), this.json.encode(event));
	}

	@Override
	public byte[] encodeLeaving(RealtimeEvent<?> event) {
		return frame(event.position(), this.json.encodeLeaving(event));
	}

	@Override
	public byte[] encode(HubEnvelope message) {
		return frame(message.position(), this.json.encode(message));
	}

	@Override
	public EventEncoder select(String channel, Set<String> attributes) {
		return new SseFrames(this.json.select(channel, attributes));
	}

	private static byte[] frame(EventPosition position, byte[] data) {
		byte[] head = bytes("id:" + position + "\ndata:");
		ByteArrayOutputStream frame = new ByteArrayOutputStream(head.length + data.length + END.length);
		frame.writeBytes(head);
		frame.writeBytes(data);
		frame.writeBytes(END);
		return frame.toByteArray();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

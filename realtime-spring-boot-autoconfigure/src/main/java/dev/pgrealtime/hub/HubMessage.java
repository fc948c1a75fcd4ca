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

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TransactionChanges;

/**
 * What a subscriber is told. That the stream is over is not a message but the end of the
 * {@link Mailbox}.
 */
public sealed interface HubMessage {

	/**
	 * Return where the stream stands after the message.
	 * @return the position of the last event that the message covers
	 */
	EventPosition position();

	/**
	 * Return how large the message is.
	 * @return the number of bytes, as encoded; 0 without an encoder
	 */
	default int size() {
		return 0;
	}

	/**
	 * An entity changed.
	 *
	 * @param event the event
	 * @param encoded the event as the encoder of the subscription wrote it, shared by all
	 * its subscribers and not to be modified; {@code null} without an encoder
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Change(RealtimeEvent<?> event, byte @Nullable [] encoded) implements HubMessage {

		@Override
		public EventPosition position() {
			return this.event.position();
		}

		@Override
		public int size() {
			return (this.encoded != null) ? this.encoded.length : 0;
		}

	}

	/**
	 * The application has published a message.
	 *
	 * @param envelope the message
	 * @param encoded the message as the encoder of the subscription wrote it, shared by
	 * all its subscribers and not to be modified; {@code null} without an encoder
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Message(HubEnvelope envelope, byte @Nullable [] encoded) implements HubMessage {

		static Message of(HubEnvelope envelope, @Nullable EventEncoder encoder) {
			return new Message(envelope, (encoder != null) ? encoder.encode(envelope) : null);
		}

		@Override
		public EventPosition position() {
			return this.envelope.position();
		}

		@Override
		public int size() {
			return (this.encoded != null) ? this.encoded.length : 0;
		}

	}

	/**
	 * A transaction committed.
	 *
	 * @param changes what it changed, or a part of it
	 */
	record Transaction(TransactionChanges<?> changes) implements HubMessage {

		@Override
		public EventPosition position() {
			List<? extends RealtimeEvent<?>> events = this.changes.events();
			return events.get(events.size() - 1).position();
		}

	}

	/**
	 * Changes were missed: whoever shows the data should load it anew.
	 *
	 * @param reason why, for a person
	 * @param position the position after which nothing was missed
	 */
	record Refresh(String reason, EventPosition position) implements HubMessage {

	}

}

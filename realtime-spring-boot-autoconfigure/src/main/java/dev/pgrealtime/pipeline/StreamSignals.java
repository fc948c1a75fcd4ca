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

package dev.pgrealtime.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.LogicalMessage;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Hands signals to whom they are for. A signal is a message in the WAL that we wrote
 * ourselves, to learn when the stream has come that far. Its content is the kind of the
 * signal, a colon, and what the kind needs.
 */
public final class StreamSignals {

	/** The prefix of the messages that are signals; all others are of no concern. */
	private static final String PREFIX = "realtime";

	private static final String EMIT = "SELECT pg_logical_emit_message(true, '%s', ?)".formatted(PREFIX);

	private final Map<String, SignalHandler> handlers;

	/**
	 * Create the signals of a stream.
	 * @param handlers take them, one for each kind
	 */
	public StreamSignals(List<SignalHandler> handlers) {
		this.handlers = handlers.stream().collect(Collectors.toMap(SignalHandler::kind, Function.identity()));
	}

	/**
	 * Return the statement that writes a signal, in a transaction of its own: the server
	 * sends what was committed at once, other messages when the WAL is next flushed.
	 * @return a statement, with one parameter: the content
	 */
	public static String emit() {
		return EMIT;
	}

	private static String content(LogicalMessage message) {
		return StandardCharsets.UTF_8.decode(message.content().duplicate()).toString();
	}

	void connected() {
		this.handlers.values().forEach(SignalHandler::connected);
	}

	void follow(PgOutputMessage message) {
		for (SignalHandler handler : this.handlers.values()) {
			handler.follow(message);
		}
	}

	List<SourcedEvent> arrived(LogicalMessage message, @Nullable Begin transaction, Unconfirmed unconfirmed) {
		if (transaction != null && message.transactional() && message.prefix().equals(PREFIX)) {
			String content = content(message);
			int colon = content.indexOf(':');
			SignalHandler handler = (colon > 0) ? this.handlers.get(content.substring(0, colon)) : null;
			if (handler != null) {
				return handler.handle(content.substring(colon + 1), transaction, unconfirmed);
			}
		}
		return List.of();
	}

	void gap() {
		this.handlers.values().forEach(SignalHandler::gap);
	}

}

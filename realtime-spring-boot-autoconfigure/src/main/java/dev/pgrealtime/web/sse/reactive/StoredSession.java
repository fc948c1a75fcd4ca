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

package dev.pgrealtime.web.sse.reactive;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;

import dev.pgrealtime.web.sse.ClientSession;

/**
 * A session of which we have a copy. Whoever asks for an attribute gets it as it was when
 * somebody asked last, and has it looked up anew, as nobody may wait for the store.
 */
final class StoredSession implements ClientSession {

	private static final Log logger = LogFactory.getLog(StoredSession.class);

	/** How long the store may take for an answer. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final AtomicBoolean asking = new AtomicBoolean();

	private final WebSessionStore store;

	private final String id;

	private volatile Optional<WebSession> latest;

	StoredSession(WebSession session, WebSessionStore store) {
		this.store = store;
		this.id = session.getId();
		this.latest = Optional.of(session);
	}

	@Override
	public @Nullable Object attribute(String name) {
		Object value = this.latest.map((session) -> attribute(session, name)).orElse(null);
		if (value != null && this.asking.compareAndSet(false, true)) {
			Mono.defer(() -> this.store.retrieveSession(this.id))
				.map(Optional::of)
				.defaultIfEmpty(Optional.empty())
				.timeout(PATIENCE)
				.doFinally((end) -> this.asking.set(false))
				.subscribe((session) -> this.latest = session, StoredSession::reportFailure);
		}
		return value;
	}

	static @Nullable Object attribute(WebSession session, String name) {
		return session.isExpired() ? null : session.getAttribute(name);
	}

	private static void reportFailure(Throwable ex) {
		logger.warn("It cannot be told whether the session of a stream is still valid, which goes on until it can", ex);
	}

}

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

import org.jspecify.annotations.Nullable;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.server.session.WebSessionStore;

import dev.pgrealtime.web.sse.ClientSession;

/**
 * The sessions of clients, wherever they are kept.
 *
 * @param store where the session of a request is a copy from, or {@code null} if that
 * session itself tells how it is later
 */
public record ClientSessions(@Nullable WebSessionStore store) {

	/**
	 * Return the sessions that a manager manages.
	 * @param manager the manager, or {@code null} if there is none
	 * @return the sessions
	 */
	public static ClientSessions of(@Nullable WebSessionManager manager) {
		WebSessionStore store = (manager instanceof DefaultWebSessionManager known) ? known.getSessionStore() : null;
		// Which would take every look for a visit of the client
		return new ClientSessions((store instanceof InMemoryWebSessionStore) ? null : store);
	}

	ClientSession of(WebSession session) {
		return (this.store != null) ? new StoredSession(session, this.store)
				: (name) -> StoredSession.attribute(session, name);
	}

}

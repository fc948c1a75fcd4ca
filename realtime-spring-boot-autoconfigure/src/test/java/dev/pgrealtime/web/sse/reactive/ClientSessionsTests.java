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

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import dev.pgrealtime.web.sse.ClientSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClientSessions} and {@link StoredSession}.
 */
class ClientSessionsTests {

	private final WebSessionStore store = mock();

	@Test
	void sessionInMemoryTellsItself() {
		DefaultWebSessionManager manager = new DefaultWebSessionManager();
		assertThat(ClientSessions.of(manager).store()).isNull();
		WebSession session = new InMemoryWebSessionStore().createWebSession().block();
		session.getAttributes().put("user", "ann");
		ClientSession client = ClientSessions.of(manager).of(session);
		assertThat(client.attribute("user")).isEqualTo("ann");
		session.invalidate().block();
		assertThat(client.attribute("user")).isNull();
	}

	@Test
	void copyIsComparedWithTheStore() {
		ClientSession client = stored("ann");
		WebSession other = session("bob");
		given(this.store.retrieveSession("id")).willReturn(Mono.just(other)).willReturn(Mono.empty());
		assertThat(client.attribute("user")).isEqualTo("ann");
		assertThat(client.attribute("user")).isEqualTo("bob");
		assertThat(client.attribute("user")).isNull();
	}

	@Test
	void sessionThatTheStoreTakesForExpiredIsOver() {
		ClientSession client = stored("ann");
		WebSession expired = session("ann");
		given(expired.isExpired()).willReturn(true);
		given(this.store.retrieveSession("id")).willReturn(Mono.just(expired));
		assertThat(client.attribute("user")).isEqualTo("ann");
		assertThat(client.attribute("user")).isNull();
	}

	@Test
	void storeThatFailsSaysNothing() {
		ClientSession client = stored("ann");
		given(this.store.retrieveSession("id")).willThrow(new IllegalStateException("away"))
			.willReturn(Mono.error(new IllegalStateException("away")))
			.willReturn(Mono.empty());
		assertThat(client.attribute("user")).isEqualTo("ann");
		assertThat(client.attribute("user")).isEqualTo("ann");
		assertThat(client.attribute("user")).isEqualTo("ann");
		assertThat(client.attribute("user")).isNull();
	}

	@Test
	void storeIsNotAskedWhileItHasNotAnswered() {
		ClientSession client = stored("ann");
		AtomicInteger asked = new AtomicInteger();
		Sinks.Empty<WebSession> answer = Sinks.empty();
		given(this.store.retrieveSession("id"))
			.willReturn(answer.asMono().doOnSubscribe((subscription) -> asked.incrementAndGet()));
		assertThat(client.attribute("user")).isEqualTo("ann");
		assertThat(client.attribute("user")).isEqualTo("ann");
		answer.tryEmitEmpty();
		assertThat(client.attribute("user")).isNull();
		assertThat(asked).hasValue(1);
	}

	@Test
	void storeIsNotAskedForWhoIsNotLoggedIn() {
		assertThat(stored(null).attribute("user")).isNull();
	}

	private ClientSession stored(String user) {
		DefaultWebSessionManager manager = new DefaultWebSessionManager();
		manager.setSessionStore(this.store);
		return ClientSessions.of(manager).of(session(user));
	}

	private static WebSession session(String user) {
		WebSession session = mock();
		given(session.getId()).willReturn("id");
		given(session.getAttribute("user")).willReturn(user);
		return session;
	}

}

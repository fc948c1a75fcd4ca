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

package dev.pgrealtime.web.security;

import java.security.Principal;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.event.LogoutSuccessEvent;

import dev.pgrealtime.web.sse.SseEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LogoutListener}.
 */
class LogoutListenerTests {

	@Test
	void endsStreamsOfTheSameNameAndPutsUpWithWhoHasNone() {
		SseEndpoint endpoint = mock();
		Principal nameless = mock();
		new LogoutListener(() -> endpoint)
			.onApplicationEvent(new LogoutSuccessEvent(new TestingAuthenticationToken("ann", null)));
		ArgumentCaptor<Predicate<Principal>> ended = ArgumentCaptor.captor();
		then(endpoint).should().endStreams(ended.capture());
		assertThat(ended.getValue()).accepts(() -> "ann").rejects(() -> "bob", nameless);
	}

}

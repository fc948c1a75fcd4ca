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

package dev.pgrealtime.web.sse.servlet;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SseWriters}.
 */
class SseWritersTests {

	@Test
	void requestStaysWithItsThreadUntilThereIsSomethingToWrite() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAsyncSupported(true);
		try (SseWriters writers = new SseWriters()) {
			assertThatIllegalStateException()
				.isThrownBy(() -> writers.start(request, new MockHttpServletResponse(), (peer) -> {
					throw new IllegalStateException("Nobody knows who may subscribe");
				}));
		}
		assertThat(request.isAsyncStarted()).isFalse();
	}

}

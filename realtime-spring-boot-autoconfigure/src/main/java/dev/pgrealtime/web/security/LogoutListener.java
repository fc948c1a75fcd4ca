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

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.event.LogoutSuccessEvent;

import dev.pgrealtime.web.sse.SseEndpoint;

/**
 * Ends the streams of somebody who logs out, at once and on this node. That includes
 * those of other sessions, which are authenticated and so get their stream back.
 */
public final class LogoutListener implements ApplicationListener<LogoutSuccessEvent> {

	private final Supplier<@Nullable SseEndpoint> endpoint;

	/**
	 * Create a listener.
	 * @param endpoint supplies the streams
	 */
	public LogoutListener(Supplier<@Nullable SseEndpoint> endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public void onApplicationEvent(LogoutSuccessEvent event) {
		SseEndpoint endpoint = this.endpoint.get();
		if (endpoint != null) {
			String name = event.getAuthentication().getName();
			endpoint.endStreams((principal) -> Objects.equals(principal.getName(), name));
		}
	}

}

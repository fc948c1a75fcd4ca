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

import java.security.Principal;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.StreamRequest;

/**
 * What a client asks for, as it came over the network.
 *
 * @param channel the name of an exposed channel
 * @param query the query of the URL, still encoded; {@code null} if there is none
 * @param lastEventId the id of the last event that the client got, as its
 * {@code Last-Event-ID} header says; {@code null} if there is none
 * @param client the address of the client, which tells clients apart
 * @param principal whoever has been authenticated, or {@code null} for nobody
 * @param headers finds the first value of a header, or {@code null}, as long as the
 * stream is being opened
 * @param session what is remembered of the client
 */
public record SseRequest(String channel, @Nullable String query, @Nullable String lastEventId, String client,
		@Nullable Principal principal, Function<String, @Nullable String> headers,
		ClientSession session) implements StreamRequest {

	/**
	 * The name of the header with the id of the last event.
	 */
	public static final String LAST_EVENT_ID_HEADER = "Last-Event-ID";

	@Override
	public @Nullable String header(String name) {
		return this.headers.apply(name);
	}

}

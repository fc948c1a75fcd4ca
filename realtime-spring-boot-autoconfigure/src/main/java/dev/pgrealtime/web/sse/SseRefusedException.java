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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * A request that gets no stream. The message says why, and may be shown to the client.
 */
public final class SseRefusedException extends RuntimeException {

	private final HttpStatus status;

	private final String detail;

	private final @Nullable String parameter;

	private final @Nullable Duration retryAfter;

	private SseRefusedException(HttpStatus status, String detail, @Nullable String parameter,
			@Nullable Duration retryAfter) {
		super(detail);
		this.status = status;
		this.detail = detail;
		this.parameter = parameter;
		this.retryAfter = retryAfter;
	}

	/**
	 * Create the refusal of a parameter that makes no sense.
	 * @param parameter the name of the parameter
	 * @param detail why, for a person
	 * @return the exception
	 */
	static SseRefusedException invalid(String parameter, String detail) {
		return new SseRefusedException(HttpStatus.BAD_REQUEST, detail, parameter, null);
	}

	static SseRefusedException hasNoTenant(String detail) {
		return new SseRefusedException(HttpStatus.FORBIDDEN, detail, null, null);
	}

	static SseRefusedException clientHasEnough(SseLimits limits) {
		return new SseRefusedException(HttpStatus.TOO_MANY_REQUESTS,
				"A client may have %d streams at a time".formatted(limits.streamsPerClient()), null,
				limits.retryAfter());
	}

	static SseRefusedException serverIsFull(SseLimits limits) {
		return new SseRefusedException(HttpStatus.SERVICE_UNAVAILABLE, "There are as many streams as there may be",
				null, limits.retryAfter());
	}

	/**
	 * Create the refusal of a client that would have to authenticate itself. It names no
	 * way to do so, as a browser would ask for a password behind the back of the page.
	 * @return the exception
	 */
	public static SseRefusedException unauthenticated() {
		return new SseRefusedException(HttpStatus.UNAUTHORIZED, "Whoever subscribes has to be authenticated", null,
				null);
	}

	/**
	 * Create the refusal of a client that must not have what it asks for.
	 * @return the exception
	 */
	public static SseRefusedException forbidden() {
		return new SseRefusedException(HttpStatus.FORBIDDEN, "You may not subscribe to this channel", null, null);
	}

	/**
	 * Create the refusal of a client about whom nobody can decide at the moment.
	 * @param retryAfter when it may try again
	 * @return the exception
	 */
	public static SseRefusedException undecided(Duration retryAfter) {
		return new SseRefusedException(HttpStatus.SERVICE_UNAVAILABLE,
				"Whether you may subscribe cannot be told at the moment", null, retryAfter);
	}

	/**
	 * Return the status to answer with.
	 * @return the code of the status
	 */
	public int status() {
		return this.status.value();
	}

	/**
	 * Return the headers to answer with.
	 * @return the values by the names of the headers
	 */
	public Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		if (this.retryAfter != null) {
			headers.put(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, this.retryAfter.toSeconds())));
		}
		return headers;
	}

	/**
	 * Return the body to answer with.
	 * @return a problem detail as of RFC 9457, in UTF-8
	 */
	public byte[] problem() {
		StringBuilder json = new StringBuilder("{\"type\":\"about:blank\",\"title\":");
		quote(this.status.getReasonPhrase(), json);
		json.append(",\"status\":").append(status()).append(",\"detail\":");
		quote(this.detail, json);
		if (this.parameter != null) {
			json.append(",\"parameter\":");
			quote(this.parameter, json);
		}
		return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void quote(String text, StringBuilder json) {
		json.append('"');
		text.chars().forEach((character) -> {
			if (character < ' ' || character == '"' || character == '\\' || character == '<') {
				json.append("\\u%04x".formatted(character));
			}
			else {
				json.append((char) character);
			}
		});
		json.append('"');
	}

}

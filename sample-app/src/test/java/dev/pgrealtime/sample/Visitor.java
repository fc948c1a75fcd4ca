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

package dev.pgrealtime.sample;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * Somebody at the shop without a browser.
 */
final class Visitor {

	private final CookieManager cookies = new CookieManager();

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private final URI shop;

	private final String credentials;

	private Visitor(int port, String credentials) {
		this.shop = URI.create("http://localhost:" + port);
		this.credentials = credentials;
	}

	static Visitor stranger(int port) {
		return new Visitor(port, "");
	}

	/**
	 * Make a visitor that says with every request who it is.
	 * @param port the port of the shop
	 * @param name the name of the user, which is the password, too
	 * @return the visitor
	 */
	static Visitor withBasic(int port, String name) {
		return new Visitor(port, HttpHeaders.encodeBasicAuth(name, name, null));
	}

	/**
	 * Make a visitor that has filled in the login form, and is known by its session.
	 * @param port the port of the shop
	 * @param name the name of the user, which is the password, too
	 * @return the visitor
	 */
	static Visitor withSession(int port, String name) {
		Visitor visitor = stranger(port);
		visitor.get("/login.html");
		visitor.post("/login", visitor.csrfToken(), "username=%s&password=%s".formatted(name, name));
		visitor.get("/api/user");
		return visitor;
	}

	/**
	 * Return what the page of the shop would show that a request comes from it.
	 * @return the token that the cookie has
	 */
	String csrfToken() {
		return this.cookies.getCookieStore()
			.get(this.shop)
			.stream()
			.filter((cookie) -> cookie.getName().equals("XSRF-TOKEN"))
			.map(HttpCookie::getValue)
			.findFirst()
			.orElse("");
	}

	HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	HttpResponse<String> post(String path, String csrfToken, String form) {
		return send(request(path).header("X-XSRF-TOKEN", csrfToken)
			.header(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)));
	}

	/**
	 * Open a stream.
	 * @param channel its channel
	 * @return the stream
	 */
	Events stream(String channel) {
		return new Events(send(request("/realtime/" + channel).GET(), BodyHandlers.ofLines()).body());
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.shop.resolve(path));
		return StringUtils.hasText(this.credentials)
				? request.header(HttpHeaders.AUTHORIZATION, "Basic " + this.credentials) : request;
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		return send(request, BodyHandlers.ofString());
	}

	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
		return this.http.sendAsync(request.build(), handler).join();
	}

	/**
	 * What comes over a stream.
	 */
	static final class Events implements AutoCloseable {

		private final Stream<String> body;

		private final Iterator<String> lines;

		Events(Stream<String> body) {
			this.body = body;
			this.lines = body.iterator();
		}

		/**
		 * Wait for a line.
		 * @param text what the line has somewhere
		 * @return all lines up to that one, or up to the end of the stream
		 */
		List<String> until(String text) {
			List<String> read = new ArrayList<>();
			while (this.lines.hasNext()) {
				read.add(this.lines.next());
				if (read.get(read.size() - 1).contains(text)) {
					break;
				}
			}
			return read;
		}

		boolean hasEnded() {
			return !this.lines.hasNext();
		}

		@Override
		public void close() {
			this.body.close();
		}

	}

}

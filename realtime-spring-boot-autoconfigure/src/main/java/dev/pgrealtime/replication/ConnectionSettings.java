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

package dev.pgrealtime.replication;

import org.jspecify.annotations.Nullable;

/**
 * Where the server is and who we are to it.
 *
 * @param url the JDBC URL
 * @param username the role, or {@code null} to leave it to the URL
 * @param password the password, or {@code null} to leave it to the URL
 */
public record ConnectionSettings(String url, @Nullable String username, @Nullable String password) {

	/**
	 * Return a description without the password, wherever the URL of whatever database
	 * holds it.
	 * @return the URL without its parameters and credentials, and the role
	 */
	@Override
	public String toString() {
		String url = this.url.replaceFirst("(?s)[?;].*", "").replaceFirst("(?s)^((?:jdbc:)?\\w+:).*@", "$1…@");
		return (this.username != null) ? this.username + " at " + url : url;
	}

}

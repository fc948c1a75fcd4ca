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

package dev.pgrealtime.rowsecurity;

import org.springframework.util.Assert;

/**
 * Who a subscriber is to the database. Subscribers that are equal see the same rows.
 *
 * @param role the role whose privileges and policies count, which may not even exist
 * @param claims the claims as a JSON object, which policies read with
 * {@code current_setting('request.jwt.claims', true)}
 */
public record DatabaseIdentity(String role, String claims) {

	public DatabaseIdentity {
		Assert.hasText(role, "'role' must not be empty");
		Assert.hasText(claims, "'claims' must not be empty");
	}

	/**
	 * Return a description without the claims, which are nobody's business.
	 * @return the role
	 */
	@Override
	public String toString() {
		return "role " + this.role;
	}

}

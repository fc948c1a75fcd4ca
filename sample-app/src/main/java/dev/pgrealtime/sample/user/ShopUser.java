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

package dev.pgrealtime.sample.user;

import java.util.UUID;

import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;

/**
 * Somebody who has logged in.
 */
public final class ShopUser extends User {

	private static final long serialVersionUID = 1L;

	private final UUID id;

	ShopUser(UUID id, String name, String password) {
		super(name, password, AuthorityUtils.createAuthorityList("ROLE_USER"));
		this.id = id;
	}

	/**
	 * Return what the rows of this user are known by.
	 * @return the id
	 */
	public UUID getId() {
		return this.id;
	}

}

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

import java.util.Map;
import java.util.UUID;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * The users of the shop, by name. Their passwords stand in the configuration, as it is a
 * demonstration; a shop would keep hashes in its database.
 *
 * @param users the accounts by the names of their users
 */
@ConfigurationProperties("sample")
record DemoUsers(Map<String, Account> users) implements UserDetailsService {

	@Override
	public ShopUser loadUserByUsername(String name) {
		Account account = this.users.get(name);
		if (account == null) {
			throw new UsernameNotFoundException("There is no user '%s'".formatted(name));
		}
		return new ShopUser(account.id(), name, "{noop}" + account.password());
	}

	record Account(UUID id, String password) {

	}

}

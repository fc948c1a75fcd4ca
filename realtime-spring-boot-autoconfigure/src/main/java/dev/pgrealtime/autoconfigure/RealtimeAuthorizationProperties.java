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

package dev.pgrealtime.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Properties of who may see what.
 *
 * @param anonymous Whether clients that are not authenticated may subscribe, too. Without
 * Spring Security they always may.
 * @param rls Whether clients see those rows only that the row-level security of
 * PostgreSQL shows them. Needs Spring Security.
 * @param rlsRole Role of PostgreSQL that all authenticated clients have. Without it, that
 * is the claim 'role' of their tokens, and whoever has none is refused.
 * @param rlsAnonymousRole Role of PostgreSQL that clients have which are not
 * authenticated. Without it they are refused.
 * @param rlsTimeout How long PostgreSQL may take to say who may see some changes, before
 * their subscribers are told to reload.
 * @param rlsConnections Number of connections on which PostgreSQL is asked who may see
 * changes. There is another one for those who subscribe.
 * @param rlsQueue how much may wait until PostgreSQL is asked
 */
@ConfigurationProperties("realtime.authorization")
public record RealtimeAuthorizationProperties(@DefaultValue("false") boolean anonymous,
		@DefaultValue("false") boolean rls, @Nullable String rlsRole, @Nullable String rlsAnonymousRole,
		@DefaultValue("5s") Duration rlsTimeout, @DefaultValue("2") int rlsConnections, @DefaultValue Queue rlsQueue) {

	public RealtimeAuthorizationProperties {
		requirePositive("rls-timeout", rlsTimeout, rlsTimeout.toMillis());
		requirePositive("rls-connections", rlsConnections, rlsConnections);
	}

	private static void requirePositive(String name, Object value, long number) {
		if (number < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.authorization." + name, value,
					"It must be positive.");
		}
	}

	/**
	 * Properties of what waits until PostgreSQL is asked, for each role and claims.
	 *
	 * @param events Number of events that may wait, for each role and claims, before
	 * their subscribers are told to reload.
	 * @param size Size that the rows of these events may have together.
	 */
	public record Queue(@DefaultValue("1000") int events, @DefaultValue("1MB") DataSize size) {

		public Queue {
			requirePositive("rls-queue.events", events, events);
			requirePositive("rls-queue.size", size, size.toBytes());
		}

	}

}

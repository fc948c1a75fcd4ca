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

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Properties of the messages that the application publishes itself.
 *
 * @param channels Channels that the application publishes messages to.
 * @param backend What carries the messages to the instances of the application.
 * @param notifyChannel Channel of PostgreSQL's NOTIFY, one for all channels. Defaults to
 * the name of the slot.
 */
@ConfigurationProperties("realtime.hub")
public record RealtimeHubProperties(@DefaultValue Set<String> channels, @DefaultValue("in-process") Backend backend,
		@Nullable String notifyChannel) {

	private static final int MAX_NAME_LENGTH = 63;

	public RealtimeHubProperties {
		for (String channel : channels) {
			if (!StringUtils.hasText(channel) || channel.equals("*") || channel.contains("/")) {
				throw new InvalidConfigurationPropertyValueException("realtime.hub.channels", channel,
						"It must neither be blank nor '*', nor contain '/'.");
			}
		}
		if (notifyChannel != null && (notifyChannel.isEmpty()
				|| notifyChannel.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_LENGTH)) {
			throw new InvalidConfigurationPropertyValueException("realtime.hub.notify-channel", notifyChannel,
					"PostgreSQL allows 1 to 63 bytes.");
		}
	}

	/**
	 * What carries messages.
	 */
	public enum Backend {

		/**
		 * Nothing: a message reaches the subscribers of the instance that publishes it.
		 */
		IN_PROCESS,

		/**
		 * PostgreSQL's LISTEN and NOTIFY, between all instances.
		 */
		POSTGRES

	}

}

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

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Properties of what is reachable over the network.
 *
 * @param basePath Base path of the channels.
 * @param exposure Which channels are reachable.
 */
@ConfigurationProperties("realtime.web")
public record RealtimeWebProperties(@DefaultValue("/realtime") String basePath, @DefaultValue Exposure exposure) {

	public RealtimeWebProperties {
		basePath = StringUtils.trimTrailingCharacter(basePath, '/');
		if (!basePath.isEmpty() && !basePath.startsWith("/")) {
			throw new InvalidConfigurationPropertyValueException("realtime.web.base-path", basePath,
					"It must start with '/' or be empty.");
		}
	}

	/**
	 * Which channels are reachable. None is until it is included.
	 *
	 * @param include Channels to expose, or '*' for all.
	 * @param exclude Channels to hide even if they are included, or '*' for all.
	 */
	public record Exposure(@DefaultValue Set<String> include, @DefaultValue Set<String> exclude) {

	}

}

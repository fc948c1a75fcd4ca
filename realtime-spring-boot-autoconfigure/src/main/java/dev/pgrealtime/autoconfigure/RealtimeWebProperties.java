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
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;
import org.springframework.web.cors.CorsConfiguration;

import dev.pgrealtime.web.sse.SseEndpoint;

/**
 * Properties of what is reachable over the network.
 *
 * @param basePath Base path of the channels.
 * @param exposure Which channels are reachable.
 * @param cors which pages of other origins may read them
 */
@ConfigurationProperties("realtime.web")
public record RealtimeWebProperties(@DefaultValue("/realtime") String basePath, @DefaultValue Exposure exposure,
		@DefaultValue Cors cors) {

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

	/**
	 * Properties of cross-origin requests. Without an origin they are refused.
	 *
	 * @param allowedOrigins Origins whose pages may read the channels, or '*' for all.
	 * @param allowedOriginPatterns Patterns of such origins, which may be combined with
	 * credentials even if they match all.
	 * @param allowCredentials Whether pages of these origins may send cookies and other
	 * credentials.
	 * @param maxAge How long a browser may rely on the answer.
	 */
	public record Cors(@DefaultValue List<String> allowedOrigins, @DefaultValue List<String> allowedOriginPatterns,
			@DefaultValue("false") boolean allowCredentials, @DefaultValue("30m") Duration maxAge) {

		public Cors {
			if (allowCredentials && allowedOrigins.contains(CorsConfiguration.ALL)) {
				throw new InvalidConfigurationPropertyValueException("realtime.web.cors.allowed-origins",
						allowedOrigins, "With credentials, every origin has to be named, or "
								+ "'realtime.web.cors.allowed-origin-patterns' to be used.");
			}
		}

		/**
		 * Return what a browser is told.
		 * @return the configuration, or {@code null} if there is no such origin
		 */
		@Nullable CorsConfiguration toConfiguration() {
			if (this.allowedOrigins.isEmpty() && this.allowedOriginPatterns.isEmpty()) {
				return null;
			}
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.setAllowedOrigins(this.allowedOrigins);
			configuration.setAllowedOriginPatterns(this.allowedOriginPatterns);
			configuration.setAllowedMethods(List.of(HttpMethod.GET.name()));
			configuration.setAllowedHeaders(List.of(CorsConfiguration.ALL));
			configuration.setExposedHeaders(List.of(SseEndpoint.POSITION_HEADER, HttpHeaders.RETRY_AFTER));
			configuration.setAllowCredentials(this.allowCredentials);
			configuration.setMaxAge(this.maxAge);
			return configuration;
		}

	}

}

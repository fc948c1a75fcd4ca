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

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the streams.
 *
 * @param bufferSize Number of events that may wait for one subscriber before they are
 * dropped and it is told to reload.
 * @param heartbeatInterval Time between two comments that keep connections alive and
 * reveal clients that have left.
 */
@ConfigurationProperties("realtime.sse")
public record RealtimeSseProperties(@DefaultValue("256") int bufferSize,
		@DefaultValue("15s") Duration heartbeatInterval) {

	public RealtimeSseProperties {
		if (bufferSize < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.sse.buffer-size", bufferSize,
					"It must be positive.");
		}
		if (heartbeatInterval.isNegative() || heartbeatInterval.isZero()) {
			throw new InvalidConfigurationPropertyValueException("realtime.sse.heartbeat-interval", heartbeatInterval,
					"It must be positive.");
		}
	}

}

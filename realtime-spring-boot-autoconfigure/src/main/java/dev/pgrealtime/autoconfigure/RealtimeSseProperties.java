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
import org.springframework.util.unit.DataSize;

/**
 * Properties of the streams.
 *
 * @param bufferSize Number of events that may wait for one subscriber before they are
 * dropped and it is told to reload.
 * @param bufferBytes Size that these events may have together, as JSON. A larger one may
 * wait alone.
 * @param heartbeatInterval Time between two comments that keep connections alive and
 * reveal clients that have left.
 * @param writeTimeout How long a client may take nothing until it is disconnected, in
 * whole heartbeats.
 * @param reconnectDelay How long a browser that has lost its connection waits until it
 * connects again. Each is told up to half as much more, so that they do not all come back
 * at once.
 * @param limits how much clients may ask for
 * @param history what is kept for clients that come back
 */
@ConfigurationProperties("realtime.sse")
public record RealtimeSseProperties(@DefaultValue("256") int bufferSize, @DefaultValue("8MB") DataSize bufferBytes,
		@DefaultValue("15s") Duration heartbeatInterval, @DefaultValue("30s") Duration writeTimeout,
		@DefaultValue("2s") Duration reconnectDelay, @DefaultValue Limits limits, @DefaultValue History history) {

	public RealtimeSseProperties {
		requirePositive("buffer-size", bufferSize);
		requirePositive("buffer-bytes", bufferBytes);
		requirePositive("heartbeat-interval", heartbeatInterval);
		requirePositive("write-timeout", writeTimeout);
		requirePositive("reconnect-delay", reconnectDelay);
	}

	private static void requirePositive(String name, int value) {
		if (value < 1) {
			throw notPositive(name, value);
		}
	}

	private static void requirePositive(String name, DataSize value) {
		if (value.isNegative() || value.toBytes() == 0) {
			throw notPositive(name, value);
		}
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw notPositive(name, value);
		}
	}

	private static RuntimeException notPositive(String name, Object value) {
		return new InvalidConfigurationPropertyValueException("realtime.sse." + name, value, "It must be positive.");
	}

	/**
	 * Properties of what clients may ask for.
	 *
	 * @param streams Number of streams of all clients together. Further ones are answered
	 * with 503, for which the server needs connections to spare: Tomcat has 8192, unless
	 * 'server.tomcat.max-connections' says otherwise.
	 * @param streamsPerClient Number of streams of one client address. Further ones are
	 * answered with 429. Behind a proxy, 'server.forward-headers-strategy' tells the
	 * addresses.
	 * @param retryAfter When a client that was refused for one of these may try again.
	 * @param filterLength Number of characters that the filters of one stream may have
	 * together.
	 * @param filterConditions Number of comparisons that the filters of one stream may
	 * make together.
	 */
	public record Limits(@DefaultValue("8000") int streams, @DefaultValue("1000") int streamsPerClient,
			@DefaultValue("5s") Duration retryAfter, @DefaultValue("8192") int filterLength,
			@DefaultValue("50") int filterConditions) {

		public Limits {
			requirePositive("limits.streams", streams);
			requirePositive("limits.streams-per-client", streamsPerClient);
			requirePositive("limits.retry-after", retryAfter);
			requirePositive("limits.filter-length", filterLength);
			requirePositive("limits.filter-conditions", filterConditions);
		}

	}

	/**
	 * Properties of what is kept of each channel, for clients that come back.
	 *
	 * @param events Number of events to keep of each channel, or 0 for none.
	 * @param size Size of the events to keep of each channel, as JSON.
	 * @param age Age up to which events are kept.
	 */
	public record History(@DefaultValue("1000") int events, @DefaultValue("1MB") DataSize size,
			@DefaultValue("5m") Duration age) {

		public History {
			if (events < 0) {
				throw new InvalidConfigurationPropertyValueException("realtime.sse.history.events", events,
						"It must not be negative.");
			}
			requirePositive("history.age", age);
		}

	}

}

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

import dev.pgrealtime.delivery.ExhaustionPolicy;
import dev.pgrealtime.delivery.jdbc.ParkedKeyPolicy;
import dev.pgrealtime.pipeline.UndecodablePolicy;
import dev.pgrealtime.replication.LostSlotPolicy;
import dev.pgrealtime.replication.Provisioning;
import dev.pgrealtime.replication.RetentionPolicy;

/**
 * Properties of the stream of changes.
 *
 * @param enabled Whether committed changes are read from the database and published.
 * @param provisioning Who makes the publication, the replication slot, the replica
 * identities and the tables of parked and delivered events.
 * @param snapshot What is done with the rows that exist already when the replication slot
 * is first made.
 * @param slot the replication slot
 * @param publication the publication
 * @param connection the connection to the server
 * @param retry the delays between attempts to connect
 * @param watchdog the looks at slot and publication
 * @param heartbeat the messages that have to come back
 * @param listener the delivery to the listeners
 */
@ConfigurationProperties("realtime")
public record RealtimeProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("create") Provisioning provisioning, @DefaultValue("never") InitialSnapshot snapshot,
		@DefaultValue Slot slot, @DefaultValue Publication publication, @DefaultValue Connection connection,
		@DefaultValue Retry retry, @DefaultValue Watchdog watchdog, @DefaultValue Heartbeat heartbeat,
		@DefaultValue Listener listener) {

	/**
	 * Properties of the replication slot.
	 *
	 * @param name Name of the replication slot, unique within the server. Derived from
	 * 'spring.application.name' by default.
	 * @param temporary Whether the slot goes with the connection, so that changes made
	 * while the application is away are not delivered.
	 * @param failover Whether the slot is synchronized to standby servers. Needs
	 * PostgreSQL 17 or later.
	 * @param onLost What to do when the slot is lost, and with it the changes since.
	 * @param leaseDuration How long the server may not hear of the instance that streams
	 * before it gives the slot to another one.
	 * @param maxRetained How much WAL the server may keep for the slot. Unlimited by
	 * default.
	 * @param onMaxRetained What to do when the server keeps more than that.
	 */
	public record Slot(@Nullable String name, @DefaultValue("false") boolean temporary,
			@DefaultValue("false") boolean failover, @DefaultValue("fail") LostSlotPolicy onLost,
			@DefaultValue("4s") Duration leaseDuration, @Nullable DataSize maxRetained,
			@DefaultValue("alert") RetentionPolicy onMaxRetained) {

	}

	/**
	 * Properties of the publication.
	 *
	 * @param name Name of the publication. Same as the name of the slot by default.
	 */
	public record Publication(@Nullable String name) {

	}

	/**
	 * Properties of the connection to the server.
	 *
	 * @param url JDBC URL of the server itself, where the application's own connections
	 * go through a pooler. The application's data source by default.
	 * @param username Role that replicates. The one of the application's data source by
	 * default.
	 * @param password Password of the role.
	 * @param silenceTimeout How long the server may be silent, although asked, before the
	 * connection is given up.
	 */
	public record Connection(@Nullable String url, @Nullable String username, @Nullable String password,
			@DefaultValue("60s") Duration silenceTimeout) {

		/**
		 * Return a description without the URL and the password, since the URL may hold
		 * one too.
		 * @return the role and the timeout
		 */
		@Override
		public String toString() {
			return "Connection[username=%s, silenceTimeout=%s]".formatted(this.username, this.silenceTimeout);
		}

	}

	/**
	 * Properties of the attempts to connect.
	 *
	 * @param initialInterval Delay before the first new attempt. Doubles with each
	 * further one.
	 * @param maxInterval Longest delay between attempts.
	 */
	public record Retry(@DefaultValue("200ms") Duration initialInterval, @DefaultValue("30s") Duration maxInterval) {

	}

	/**
	 * Properties of the looks at slot and publication.
	 *
	 * @param interval Time between two looks at the replication slot and the publication,
	 * which end the stream and prepare it again if somebody has changed them.
	 */
	public record Watchdog(@DefaultValue("10s") Duration interval) {

	}

	/**
	 * Properties of the heart-beat.
	 *
	 * @param interval Time between two messages that are written to the WAL and have to
	 * come back with the stream, or 0 for none.
	 */
	public record Heartbeat(@DefaultValue("10s") Duration interval) {

	}

	/**
	 * Properties of the delivery to the listeners.
	 *
	 * @param retryInitialInterval Delay before an event is published again after a
	 * listener has thrown. Doubles with each further attempt.
	 * @param retryMaxInterval Longest delay between attempts to publish an event.
	 * @param maxAttempts How often an event is tried, unless its listener says otherwise.
	 * @param onExhausted What happens to an event that was tried as often as it may be.
	 * @param parkedKey What happens to later events of a row that has an event parked.
	 * @param onUndecodable What happens to a change that cannot be decoded.
	 * @param maxInFlight Number of events that may wait for one @RealtimeListener before
	 * the stream waits for it.
	 * @param batchSize Number of events of a transaction that a @RealtimeListener takes
	 * at once, if it takes several. Fewer where they have more bytes than 'buffer-size'.
	 * @param bufferSize How much of the WAL may wait in memory for slow listeners, and
	 * beside that for each @RealtimeListener.
	 * @param shutdownTimeout How long a shutdown waits for the transaction in progress
	 * and for calls that are running.
	 */
	public record Listener(@DefaultValue("500ms") Duration retryInitialInterval,
			@DefaultValue("30s") Duration retryMaxInterval, @DefaultValue("10") int maxAttempts,
			@DefaultValue("park") ExhaustionPolicy onExhausted, @DefaultValue("continue") ParkedKeyPolicy parkedKey,
			@DefaultValue("withhold") UndecodablePolicy onUndecodable, @DefaultValue("1000") int maxInFlight,
			@DefaultValue("1000") int batchSize, @DefaultValue("8MB") DataSize bufferSize,
			@DefaultValue("10s") Duration shutdownTimeout) {

		public Listener {
			requirePositive("max-attempts", maxAttempts);
			requirePositive("max-in-flight", maxInFlight);
			requirePositive("batch-size", batchSize);
		}

		private static void requirePositive(String name, int value) {
			if (value < 1) {
				throw new InvalidConfigurationPropertyValueException("realtime.listener." + name, value,
						"It must be positive.");
			}
		}

	}

}

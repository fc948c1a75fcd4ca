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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.PublishedTable;
import dev.pgrealtime.replication.ReplicationSettings;

/**
 * Makes settings of properties, and refuses what PostgreSQL would.
 */
final class ReplicationSettingsFactory {

	private static final int MAX_NAME_LENGTH = 63;

	private static final String PREFIX = "realtime";

	private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

	private static final Duration MIN_LEASE_DURATION = Duration.ofSeconds(1);

	private final RealtimeProperties properties;

	private final @Nullable String applicationName;

	ReplicationSettingsFactory(RealtimeProperties properties, @Nullable String applicationName) {
		this.properties = properties;
		this.applicationName = applicationName;
	}

	ReplicationSettings create(EntityCatalog catalog) {
		RealtimeProperties.Listener listener = this.properties.listener();
		return new ReplicationSettings(
				new ReplicationSettings.Slot(slotName(), this.properties.slot().temporary(),
						this.properties.slot().failover(), this.properties.slot().onLost()),
				publicationName(), this.properties.provisioning(), tables(catalog), bufferSize(listener.bufferSize()),
				backoff("realtime.retry.initial-interval", this.properties.retry().initialInterval(),
						"realtime.retry.max-interval", this.properties.retry().maxInterval()),
				backoff("realtime.listener.retry-initial-interval", listener.retryInitialInterval(),
						"realtime.listener.retry-max-interval", listener.retryMaxInterval()),
				timeout("realtime.connection.silence-timeout", this.properties.connection().silenceTimeout()),
				leaseDuration(this.properties.slot().leaseDuration()),
				timeout("realtime.listener.shutdown-timeout", listener.shutdownTimeout()), guard());
	}

	private ReplicationSettings.Guard guard() {
		RealtimeProperties.Slot slot = this.properties.slot();
		check(slot.maxRetained() == null || slot.maxRetained().toBytes() > 0, "realtime.slot.max-retained",
				slot.maxRetained(), "It must be positive.");
		Duration heartbeat = this.properties.heartbeat().interval();
		check(heartbeat.isZero() || (isPositive(heartbeat) && heartbeat.compareTo(MAX_TIMEOUT) <= 0),
				"realtime.heartbeat.interval", heartbeat, "It must be positive, and at most one day, or 0 for none.");
		return new ReplicationSettings.Guard(
				timeout("realtime.watchdog.interval", this.properties.watchdog().interval()),
				(slot.maxRetained() != null) ? slot.maxRetained().toBytes() : 0, slot.onMaxRetained(), heartbeat);
	}

	String slotName() {
		String name = this.properties.slot().name();
		if (name == null) {
			return defaultName();
		}
		if (!name.matches("[a-z0-9_]{1,63}")) {
			throw new InvalidConfigurationPropertyValueException("realtime.slot.name", name,
					"PostgreSQL allows 1 to 63 lower-case letters, digits and underscores.");
		}
		return name;
	}

	private String publicationName() {
		String name = this.properties.publication().name();
		if (name == null) {
			return slotName();
		}
		if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_LENGTH) {
			throw new InvalidConfigurationPropertyValueException("realtime.publication.name", name,
					"PostgreSQL allows 1 to 63 bytes.");
		}
		return name;
	}

	private String defaultName() {
		if (this.applicationName == null) {
			return PREFIX;
		}
		String name = (PREFIX + '_' + this.applicationName.toLowerCase(Locale.ROOT)).replaceAll("[^a-z0-9]+", "_");
		return StringUtils.trimTrailingCharacter(name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)), '_');
	}

	private static List<PublishedTable> tables(EntityCatalog catalog) {
		// Of a table that several entities share, a column stays that one of them wants
		Map<TableName, PublishedTable> tables = new LinkedHashMap<>();
		for (RegisteredEntity entity : catalog.entities()) {
			for (TableName table : entity.tables()) {
				tables.merge(table,
						new PublishedTable(table.schema(), table.name(), entity.replicaIdentity(),
								entity.excludedColumns(table)),
						(one, other) -> one.withExcludedColumns((column) -> other.excludedColumns().contains(column)));
			}
		}
		return List.copyOf(tables.values());
	}

	private static long bufferSize(DataSize size) {
		check(size.toBytes() > 0, "realtime.listener.buffer-size", size, "It must be positive.");
		return size.toBytes();
	}

	private static Duration leaseDuration(Duration duration) {
		check(duration.compareTo(MIN_LEASE_DURATION) >= 0 && duration.compareTo(MAX_TIMEOUT) <= 0,
				"realtime.slot.lease-duration", duration, "It must be at least one second, and at most one day.");
		return duration;
	}

	private static Duration timeout(String property, Duration timeout) {
		check(isPositive(timeout) && timeout.compareTo(MAX_TIMEOUT) <= 0, property, timeout,
				"It must be positive, and at most one day.");
		return timeout;
	}

	private static Backoff backoff(String initialProperty, Duration initial, String maxProperty, Duration max) {
		check(isPositive(initial), initialProperty, initial, "It must be positive.");
		check(max.compareTo(initial) >= 0, maxProperty, max,
				"It must not be shorter than '%s', which is %s.".formatted(initialProperty, initial));
		return new Backoff(initial, max);
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void check(boolean valid, String property, @Nullable Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(property, value, reason);
		}
	}

}

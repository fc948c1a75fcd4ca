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

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.PublishedTable;
import dev.pgrealtime.replication.ReplicationSettings;

/**
 * Makes settings of properties, and refuses what PostgreSQL would.
 */
final class ReplicationSettingsFactory {

	private static final int MAX_NAME_LENGTH = 63;

	private static final String PREFIX = "realtime";

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
				publicationName(), this.properties.provisioning(), tables(catalog),
				positive("realtime.listener.buffer-size", listener.bufferSize().toBytes()),
				backoff("realtime.retry.max-interval",
						() -> new Backoff(this.properties.retry().initialInterval(),
								this.properties.retry().maxInterval())),
				backoff("realtime.listener.retry-max-interval",
						() -> new Backoff(listener.retryInitialInterval(), listener.retryMaxInterval())),
				this.properties.connection().silenceTimeout(), listener.shutdownTimeout());
	}

	String slotName() {
		String name = this.properties.slot().name();
		if (name == null) {
			return defaultName();
		}
		if (!name.matches("[a-z0-9_]{1,63}")) {
			throw new InvalidConfigurationPropertyValueException("realtime.slot.name", name,
					"PostgreSQL allows 1 to 63 lower-case letters, digits and underscores");
		}
		return name;
	}

	private String publicationName() {
		String name = this.properties.publication().name();
		if (name == null) {
			return slotName();
		}
		if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
			throw new InvalidConfigurationPropertyValueException("realtime.publication.name", name,
					"PostgreSQL allows 1 to 63 characters");
		}
		return name;
	}

	private String defaultName() {
		if (!StringUtils.hasText(this.applicationName)) {
			return PREFIX;
		}
		String name = PREFIX + '_' + this.applicationName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
		return name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
	}

	private static List<PublishedTable> tables(EntityCatalog catalog) {
		return catalog.entities()
			.stream()
			.flatMap((entity) -> entity.tables()
				.stream()
				.map((table) -> new PublishedTable(table.schema(), table.name(), entity.replicaIdentity())))
			.toList();
	}

	private static long positive(String property, long value) {
		if (value <= 0) {
			throw new InvalidConfigurationPropertyValueException(property, value, "It must be positive");
		}
		return value;
	}

	private static Backoff backoff(String property, Supplier<Backoff> backoff) {
		try {
			return backoff.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, null, String.valueOf(ex.getMessage()));
		}
	}

}

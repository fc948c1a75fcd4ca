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
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import dev.pgrealtime.delivery.ExhaustionPolicy;
import dev.pgrealtime.delivery.jdbc.ParkedKeyPolicy;
import dev.pgrealtime.pipeline.UndecodablePolicy;
import dev.pgrealtime.replication.LostSlotPolicy;
import dev.pgrealtime.replication.Provisioning;
import dev.pgrealtime.replication.RetentionPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RealtimeProperties}, {@link RealtimeHubProperties},
 * {@link RealtimeWebProperties} and {@link RealtimeSseProperties}.
 */
class RealtimePropertiesTests {

	@Test
	void defaults() {
		RealtimeProperties properties = bind("realtime", RealtimeProperties.class, Map.of());
		assertThat(properties).isEqualTo(new RealtimeProperties(true, Provisioning.CREATE, InitialSnapshot.NEVER,
				new RealtimeProperties.Slot(null, false, false, LostSlotPolicy.FAIL, Duration.ofSeconds(4), null,
						RetentionPolicy.ALERT),
				new RealtimeProperties.Publication(null),
				new RealtimeProperties.Connection(null, null, null, Duration.ofSeconds(60)),
				new RealtimeProperties.Retry(Duration.ofMillis(200), Duration.ofSeconds(30)),
				new RealtimeProperties.Watchdog(Duration.ofSeconds(10)),
				new RealtimeProperties.Heartbeat(Duration.ofSeconds(10)),
				new RealtimeProperties.Listener(Duration.ofMillis(500), Duration.ofSeconds(30), 10,
						ExhaustionPolicy.PARK, ParkedKeyPolicy.CONTINUE, UndecodablePolicy.WITHHOLD, 1000, 1000,
						DataSize.ofMegabytes(8), Duration.ofSeconds(10))));
	}

	@Test
	void everyPropertyIsBound() {
		RealtimeProperties properties = bind("realtime", RealtimeProperties.class, Map.ofEntries(
				Map.entry("realtime.enabled", "false"), Map.entry("realtime.provisioning", "validate"),
				Map.entry("realtime.snapshot", "initial"), Map.entry("realtime.slot.name", "a_slot"),
				Map.entry("realtime.slot.temporary", "true"), Map.entry("realtime.slot.failover", "true"),
				Map.entry("realtime.slot.on-lost", "recreate"), Map.entry("realtime.slot.lease-duration", "8s"),
				Map.entry("realtime.slot.max-retained", "2GB"), Map.entry("realtime.slot.on-max-retained", "drop-slot"),
				Map.entry("realtime.publication.name", "a_publication"),
				Map.entry("realtime.connection.url", "jdbc:postgresql://direct/shop"),
				Map.entry("realtime.connection.username", "replicator"),
				Map.entry("realtime.connection.password", "secret"),
				Map.entry("realtime.connection.silence-timeout", "1m"),
				Map.entry("realtime.retry.initial-interval", "1s"), Map.entry("realtime.retry.max-interval", "2s"),
				Map.entry("realtime.watchdog.interval", "7s"), Map.entry("realtime.heartbeat.interval", "8s"),
				Map.entry("realtime.listener.retry-initial-interval", "3s"),
				Map.entry("realtime.listener.retry-max-interval", "4s"),
				Map.entry("realtime.listener.max-attempts", "7"), Map.entry("realtime.listener.parked-key", "wait"),
				Map.entry("realtime.listener.on-undecodable", "park"),
				Map.entry("realtime.listener.on-exhausted", "skip"), Map.entry("realtime.listener.max-in-flight", "8"),
				Map.entry("realtime.listener.batch-size", "9"), Map.entry("realtime.listener.buffer-size", "5KB"),
				Map.entry("realtime.listener.shutdown-timeout", "6s")));
		assertThat(properties).isEqualTo(new RealtimeProperties(false, Provisioning.VALIDATE, InitialSnapshot.INITIAL,
				new RealtimeProperties.Slot("a_slot", true, true, LostSlotPolicy.RECREATE, Duration.ofSeconds(8),
						DataSize.ofGigabytes(2), RetentionPolicy.DROP_SLOT),
				new RealtimeProperties.Publication("a_publication"),
				new RealtimeProperties.Connection("jdbc:postgresql://direct/shop", "replicator", "secret",
						Duration.ofMinutes(1)),
				new RealtimeProperties.Retry(Duration.ofSeconds(1), Duration.ofSeconds(2)),
				new RealtimeProperties.Watchdog(Duration.ofSeconds(7)),
				new RealtimeProperties.Heartbeat(Duration.ofSeconds(8)),
				new RealtimeProperties.Listener(Duration.ofSeconds(3), Duration.ofSeconds(4), 7, ExhaustionPolicy.SKIP,
						ParkedKeyPolicy.WAIT, UndecodablePolicy.PARK, 8, 9, DataSize.ofKilobytes(5),
						Duration.ofSeconds(6))));
	}

	@Test
	void passwordIsNotPrinted() {
		RealtimeProperties properties = bind("realtime", RealtimeProperties.class, Map.of("realtime.connection.url",
				"jdbc:postgresql://direct/shop?password=secret", "realtime.connection.password", "secret"));
		assertThat(properties.toString()).doesNotContain("secret");
	}

	@Test
	void everyPropertyOfTheHubIsBound() {
		assertThat(bind("realtime.hub", RealtimeHubProperties.class, Map.of()))
			.isEqualTo(new RealtimeHubProperties(Set.of(), RealtimeHubProperties.Backend.IN_PROCESS, null));
		assertThat(bind("realtime.hub", RealtimeHubProperties.class,
				Map.of("realtime.hub.channels", "chat,news", "realtime.hub.backend", "postgres",
						"realtime.hub.notify-channel", "shop")))
			.isEqualTo(
					new RealtimeHubProperties(Set.of("chat", "news"), RealtimeHubProperties.Backend.POSTGRES, "shop"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "a/b" })
	void channelThatNobodyCouldSubscribeToIsRefused(String channel) {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(
					() -> bind("realtime.hub", RealtimeHubProperties.class, Map.of("realtime.hub.channels", channel)))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.withMessageContaining("realtime.hub.channels");
	}

	@Test
	void notifyChannelThatPostgresWouldRefuseIsRefused() {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind("realtime.hub", RealtimeHubProperties.class,
					Map.of("realtime.hub.notify-channel", "\u00e4".repeat(32))))
			.havingRootCause()
			.withMessageContaining("PostgreSQL allows 1 to 63 bytes");
	}

	@Test
	void everyPropertyOfTheWebIsBound() {
		RealtimeWebProperties properties = bind("realtime.web", RealtimeWebProperties.class,
				Map.of("realtime.web.base-path", "/changes/", "realtime.web.exposure.include", "orders,products",
						"realtime.web.exposure.exclude", "products", "realtime.web.cors.allowed-origins",
						"https://shop.example", "realtime.web.cors.allowed-origin-patterns", "https://*.shop.example",
						"realtime.web.cors.allow-credentials", "true", "realtime.web.cors.max-age", "5s"));
		assertThat(properties.basePath()).isEqualTo("/changes");
		assertThat(properties.exposure().include()).containsExactlyInAnyOrder("orders", "products");
		assertThat(properties.exposure().exclude()).containsExactly("products");
		assertThat(properties.cors()).isEqualTo(new RealtimeWebProperties.Cors(List.of("https://shop.example"),
				List.of("https://*.shop.example"), true, Duration.ofSeconds(5)));
	}

	@Test
	void nothingIsExposedByDefault() {
		RealtimeWebProperties properties = bind("realtime.web", RealtimeWebProperties.class, Map.of());
		assertThat(properties.basePath()).isEqualTo("/realtime");
		assertThat(properties.exposure().include()).isEmpty();
		assertThat(properties.exposure().exclude()).isEmpty();
	}

	@Test
	void everyPropertyOfTheStreamsIsBound() {
		RealtimeSseProperties properties = bind("realtime.sse", RealtimeSseProperties.class, Map.ofEntries(
				Map.entry("realtime.sse.buffer-size", "7"), Map.entry("realtime.sse.buffer-bytes", "16KB"),
				Map.entry("realtime.sse.heartbeat-interval", "8s"), Map.entry("realtime.sse.reconnect-delay", "6s"),
				Map.entry("realtime.sse.limits.streams", "9"),
				Map.entry("realtime.sse.limits.streams-per-client", "10"),
				Map.entry("realtime.sse.limits.retry-after", "11s"),
				Map.entry("realtime.sse.limits.filter-length", "12"),
				Map.entry("realtime.sse.limits.filter-conditions", "13"), Map.entry("realtime.sse.history.events", "0"),
				Map.entry("realtime.sse.history.size", "14KB"), Map.entry("realtime.sse.history.age", "15s")));
		assertThat(properties.history())
			.isEqualTo(new RealtimeSseProperties.History(0, DataSize.ofKilobytes(14), Duration.ofSeconds(15)));
		assertThat(properties.bufferSize()).isEqualTo(7);
		assertThat(properties.bufferBytes()).isEqualTo(DataSize.ofKilobytes(16));
		assertThat(properties.heartbeatInterval()).isEqualTo(Duration.ofSeconds(8));
		assertThat(properties.reconnectDelay()).isEqualTo(Duration.ofSeconds(6));
		assertThat(properties.limits())
			.isEqualTo(new RealtimeSseProperties.Limits(9, 10, Duration.ofSeconds(11), 12, 13));
	}

	@Test
	void relativeBasePathIsRefused() {
		assertRefused("realtime.web", RealtimeWebProperties.class, "realtime.web.base-path", "realtime");
	}

	@Test
	void credentialsForEveryOriginAreRefused() {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind("realtime.web", RealtimeWebProperties.class,
					Map.of("realtime.web.cors.allowed-origins", "*", "realtime.web.cors.allow-credentials", "true")))
			.withStackTraceContaining("realtime.web.cors.allowed-origin-patterns");
	}

	@ParameterizedTest
	@ValueSource(strings = { "buffer-size", "buffer-bytes", "heartbeat-interval", "reconnect-delay", "limits.streams",
			"limits.streams-per-client", "limits.retry-after", "limits.filter-length", "limits.filter-conditions",
			"history.age" })
	void zeroIsRefused(String property) {
		assertRefused("realtime.sse", RealtimeSseProperties.class, "realtime.sse." + property, "0");
	}

	@Test
	void negativeHistoryIsRefused() {
		assertRefused("realtime.sse", RealtimeSseProperties.class, "realtime.sse.history.events", "-1");
	}

	private static void assertRefused(String prefix, Class<?> type, String property, String value) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(prefix, type, Map.of(property, value)))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(ex) -> assertThat(ex.getName()).isEqualTo(property));
	}

	private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
	}

}

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

package dev.pgrealtime.tenants;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fifty tenants share a table, and each is told of its own rows and no byte of another's.
 */
class TenantIsolationIntegrationTests {

	private static final List<String> TENANTS = IntStream.range(0, 50).mapToObj("t%02d"::formatted).toList();

	private final Random random = new Random(11);

	private final TestDatabase database = PostgresServer.newDatabase();

	@Test
	void nobodyIsToldOfRowsOfOthersAndEverybodyKnowsItsOwn() throws SQLException {
		this.database.execute(Entry.TABLE);
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, Application.class,
				"spring.jackson.visibility.field=any", "realtime.sse.buffer-size=100000",
				"realtime.sse.history.events=100000", "realtime.sse.history.size=100MB")) {
			RealtimeHub hub = context.getBean(RealtimeHub.class);
			EventEncoder encoder = context.getBean(EventEncoder.class);
			hub.keepHistory((channel) -> true, encoder);
			List<TenantStream> streams = TENANTS.stream()
				.map((tenant) -> new TenantStream(hub, encoder, tenant))
				.toList();
			try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
				connection.setAutoCommit(false);
				for (int i = 0; i < 4000; i++) {
					statement.execute((i == 1000) ? "TRUNCATE entry" : randomChange(i));
					if (this.random.nextInt(10) == 0) {
						connection.commit();
						disturb(streams.get(this.random.nextInt(TENANTS.size())));
					}
				}
				connection.commit();
				assertStreamsKnowTheirRows(streams, rows(statement));
				statement.execute("UPDATE entry SET owner = 't00', note = 't00'");
				connection.commit();
				assertStreamsKnowTheirRows(streams, rows(statement));
			}
			assertThat(this.database.query("SELECT relreplident FROM pg_class WHERE relname = 'entry'")).isEqualTo("f");
		}
	}

	private void disturb(TenantStream stream) {
		if (this.random.nextBoolean()) {
			stream.drain();
		}
		stream.reconnect();
	}

	private String randomChange(int number) {
		int row = this.random.nextInt(300);
		String owner = randomOwner();
		String values = owner.equals("nobody") ? "NULL, 'nobody %d'".formatted(number)
				: "'%1$s', '%1$s %2$d'".formatted(owner, number);
		return switch (this.random.nextInt(8)) {
			case 0, 1, 2 -> "INSERT INTO entry VALUES (%d, %s) ON CONFLICT DO NOTHING".formatted(row, values);
			case 3, 4 -> "UPDATE entry SET (owner, note) = (%s) WHERE id = %d"
				.formatted(values.replace("NULL", "NULL::text"), row);
			case 5 ->
				"UPDATE entry SET note = coalesce(owner, 'nobody') || ' again' WHERE id %% 30 = %d".formatted(row % 30);
			case 6 -> "UPDATE entry SET id = id + 1000 * %d WHERE id = %d".formatted(number + 1, row);
			default -> "DELETE FROM entry WHERE id = %d OR id %% 50 = %d AND id > 300".formatted(row, row % 50);
		};
	}

	private String randomOwner() {
		int index = this.random.nextInt(TENANTS.size() + 2);
		return (index < TENANTS.size()) ? TENANTS.get(index) : "nobody";
	}

	private static Map<String, Map<Long, String>> rows(Statement statement) throws SQLException {
		Map<String, Map<Long, String>> rows = new TreeMap<>();
		TENANTS.forEach((tenant) -> rows.put(tenant, new TreeMap<>()));
		try (ResultSet result = statement.executeQuery("SELECT owner, id, note FROM entry WHERE owner IS NOT NULL")) {
			while (result.next()) {
				rows.getOrDefault(result.getString(1), new TreeMap<>()).put(result.getLong(2), result.getString(3));
			}
		}
		return rows;
	}

	private static void assertStreamsKnowTheirRows(List<TenantStream> streams, Map<String, Map<Long, String>> rows) {
		assertThat(rows.values()).anySatisfy((owned) -> assertThat(owned).isNotEmpty());
		await().untilAsserted(() -> streams
			.forEach((stream) -> assertThat(stream.drain()).as(stream.tenant()).isEqualTo(rows.get(stream.tenant()))));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = Entry.class)
	static class Application {

	}

}

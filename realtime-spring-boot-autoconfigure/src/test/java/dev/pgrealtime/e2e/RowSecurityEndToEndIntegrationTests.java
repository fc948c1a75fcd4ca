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

package dev.pgrealtime.e2e;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.SubscriptionRequest;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pipeline.PublishedRows;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.rowsecurity.DatabaseIdentity;
import dev.pgrealtime.rowsecurity.PublishedTable;
import dev.pgrealtime.rowsecurity.RowSecurity;
import dev.pgrealtime.rowsecurity.RowSecurityGates;
import dev.pgrealtime.rowsecurity.RowSecurityLimits;
import dev.pgrealtime.rowsecurity.TableAdmission;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that of the changes in a database, subscribers see those of the rows that its
 * policies show them.
 */
class RowSecurityEndToEndIntegrationTests {

	private static final String LARGE = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 500) i)";

	private final TestDatabase database = PostgresServer.newDatabase();

	private final String role = "app_" + this.database.name();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.database.execute(Order.TABLE, "CREATE ROLE " + this.role, "GRANT SELECT ON orders TO " + this.role,
				"ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
				"CREATE POLICY own ON orders USING (left(note, 3) = current_setting('request.jwt.claims')::json ->> 'sub')");
		this.context = TestApplication.streaming(this.database, SecuredConfiguration.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void subscribersSeeTheRowsThatPoliciesShowThem() {
		HubSubscription ann = subscribe("ann");
		HubSubscription bob = subscribe("bob");
		HubSubscription eve = subscribe("eve");
		this.database.execute("INSERT INTO orders VALUES ('%s', 'PENDING', 1, 'ann')".formatted(id(1)),
				"INSERT INTO orders VALUES ('%s', 'PENDING', 2, 'bob')".formatted(id(2)),
				"UPDATE orders SET total_cents = 3 WHERE note = 'ann'",
				"UPDATE orders SET note = 'bob' WHERE note = 'ann'",
				"DELETE FROM orders WHERE id = '%s'".formatted(id(1)),
				"INSERT INTO orders VALUES ('%s', 'PAID', 4, 'ann'), ('%s', 'PAID', 5, NULL)".formatted(id(3), id(4)));
		assertThat(take(ann, 4)).containsExactly("INSERT null 1", "UPDATE 1 3", "DELETE 3 null", "INSERT null 4");
		assertThat(take(bob, 3)).containsExactly("INSERT null 2", "UPDATE null 3", "DELETE 3 null");
		assertThat(eve.poll()).isNull();
	}

	@Test
	void largeValueThatDidNotChangeIsThatOfTheOldRow() {
		HubSubscription ann = subscribe("ann");
		this.database.execute("ALTER TABLE orders ALTER note SET STORAGE EXTERNAL",
				"INSERT INTO orders VALUES ('%s', 'PENDING', 1, 'ann' || %s)".formatted(id(1), LARGE),
				"UPDATE orders SET total_cents = 2");
		assertThat(take(ann, 2)).containsExactly("INSERT null 1", "UPDATE 1 2");
	}

	@Test
	void whoMayNotReadTheTableIsRefused() throws SQLException {
		TableAdmission admission = this.context.getBean(TableAdmission.class);
		List<PublishedTable> tables = List.of(new PublishedTable(null, "orders", Set.of()));
		assertThat(admission.isGranted(identity("ann"), tables)).isTrue();
		assertThat(admission.isGranted(identity("ann"), List.of())).isFalse();
		assertThat(admission.isGranted(new DatabaseIdentity("nobody", "{}"), tables)).isFalse();
		this.database.execute("REVOKE SELECT ON orders FROM " + this.role);
		assertThat(admission.isGranted(identity("ann"), tables)).isFalse();
	}

	private HubSubscription subscribe(String subject) {
		RealtimeHub hub = this.context.getBean(RealtimeHub.class);
		RowSecurityGates gates = this.context.getBean(RowSecurityGates.class);
		return hub.subscribe(SubscriptionRequest.of("orders").withAccess(gates.accessOf(identity(subject), null)),
				() -> {
				});
	}

	private DatabaseIdentity identity(String subject) {
		return new DatabaseIdentity(this.role, "{\"sub\": \"%s\"}".formatted(subject));
	}

	private static String id(int number) {
		return "00000000-0000-0000-0000-00000000000" + number;
	}

	private static List<String> take(HubSubscription subscription, int count) {
		List<String> taken = new ArrayList<>();
		await().until(() -> {
			for (HubMessage message = subscription.poll(); message != null; message = subscription.poll()) {
				taken.add((message instanceof HubMessage.Change change) ? text(change.event()) : message.toString());
			}
			return taken.size() >= count;
		});
		return taken;
	}

	private static String text(RealtimeEvent<?> event) {
		return "%s %s %s".formatted(event.action(), cents(event.oldEntity()), cents(event.newEntity()));
	}

	private static String cents(Object order) {
		return (order != null) ? Long.toString(((Order) order).getTotalCents()) : "null";
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ShopConfiguration.class)
	static class SecuredConfiguration {

		@Bean
		RealtimeHub realtimeHub() {
			return new RealtimeHub(() -> Set.of("orders"), 100);
		}

		@Bean
		PublishedRows publishedRows(EntityCatalog catalog) {
			return new PublishedRows(catalog);
		}

		@Bean
		RowSecurityGates rowSecurityGates(PgConnections connections, PublishedRows rows) {
			return new RowSecurityGates(() -> check(connections), rows, new RowSecurityLimits(1000, 1_000_000, 1),
					Thread::new);
		}

		@Bean
		TableAdmission tableAdmission(PgConnections connections) {
			return new TableAdmission(check(connections), Duration.ofSeconds(5));
		}

		private static RowSecurity check(PgConnections connections) {
			return new RowSecurity(connections::openKeptInTextForm, Duration.ofSeconds(5));
		}

	}

}

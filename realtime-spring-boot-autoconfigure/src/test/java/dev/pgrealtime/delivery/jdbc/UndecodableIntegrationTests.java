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

package dev.pgrealtime.delivery.jdbc;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.delivery.ResubmissionFailedException;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A change that cannot be decoded is kept until the mapping is mended.
 */
class UndecodableIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.database.execute(Invoice.TABLE);
		this.context = TestApplication.streaming(this.database, WithAll.class, "realtime.listener.on-undecodable=park");
	}

	@AfterEach
	void stop() {
		Invoice.AmountConverter.mended = false;
		this.context.close();
	}

	@Test
	void theEntityGoesOnAndTheChangeArrivesWhenTheMappingIsMended() {
		Accounting.Ledger ledger = this.context.getBean(Accounting.Ledger.class);
		Accounting.Notices notices = this.context.getBean(Accounting.Notices.class);
		ParkedEventOperations operations = this.context.getBean(ParkedEventOperations.class);
		this.database.execute("INSERT INTO invoice VALUES (1, 'nothing')", "INSERT INTO invoice VALUES (2, '2.50')");
		await().until(() -> ledger.texts().equals(List.of("INSERT 2 2.50")));
		awaitAllConfirmed();
		List<ParkedEvent> parked = operations.list(ParkedEvents.UNDECODED, 0, 10);
		assertThat(parked).hasSize(1);
		assertThat(parked.get(0).model()).isEqualTo("public.invoice");
		assertThat(parked.get(0).error()).contains("amount");
		assertThat(parked.get(0).description()).isEqualTo("INSERT public.invoice (id: 1, amount: nothing)");
		assertThatExceptionOfType(ResubmissionFailedException.class)
			.isThrownBy(() -> operations.resubmit(parked.get(0).id()))
			.withMessageContaining("amount");
		assertThat(operations.find(parked.get(0).id()).attempts()).isEqualTo(2);
		Invoice.AmountConverter.mended = true;
		assertThat(operations.resubmit(parked.get(0).id())).isEqualTo(3);
		assertThat(ledger.texts()).containsExactly("INSERT 2 2.50", "INSERT 1 0");
		assertThat(notices.texts()).containsExactly("INSERT 2 2.50", "INSERT 1 0");
		assertThat(this.context.getBean(Accounting.Archive.class).texts()).containsExactly("INSERT 2 2.50",
				"INSERT 1 0");
		assertThat(operations.count()).isZero();
	}

	@Test
	void whoeverFailsAtItThenHasItParked() {
		ParkedEventOperations operations = this.context.getBean(ParkedEventOperations.class);
		this.database.execute("INSERT INTO invoice VALUES (1, 'nothing')");
		await().until(() -> operations.count() == 1);
		Invoice.AmountConverter.mended = true;
		this.context.getBean(Accounting.Failures.class).failAt(1);
		ParkedEventOperations.Resubmission outcome = operations.resubmitAll(ParkedEvents.UNDECODED);
		assertThat(outcome.failures()).isNotEmpty();
		this.context.getBean(Accounting.Failures.class).stop();
		operations.resubmitAll("ledger");
		operations.resubmitAll(ParkedEvents.EVENT_LISTENERS);
		assertThat(this.context.getBean(Accounting.Ledger.class).texts()).containsExactly("INSERT 1 0");
		assertThat(this.context.getBean(Accounting.Notices.class).texts()).containsExactly("INSERT 1 0");
		assertThat(this.context.getBean(Accounting.Archive.class).texts()).containsExactly("INSERT 1 0");
		assertThat(operations.count()).isZero();
	}

	@Test
	void theChangesOfATableWithAnotherNameAreParked() {
		Accounting.Ledger ledger = this.context.getBean(Accounting.Ledger.class);
		ParkedEventOperations operations = this.context.getBean(ParkedEventOperations.class);
		this.database.execute("INSERT INTO invoice VALUES (0, '0.50')");
		await().until(() -> ledger.texts().equals(List.of("INSERT 0 0.50")));
		this.database.execute("ALTER TABLE invoice RENAME TO bill", "INSERT INTO bill VALUES (1, '1.50')",
				"INSERT INTO bill VALUES (2, '2.50')");
		await().until(() -> operations.count() == 2);
		awaitAllConfirmed();
		assertThat(operations.list(null, 0, 10)).extracting(ParkedEvent::description)
			.containsExactly("INSERT public.bill (id: 1, amount: 1.50)", "INSERT public.bill (id: 2, amount: 2.50)");
		this.database.execute("ALTER TABLE bill RENAME TO invoice", "INSERT INTO invoice VALUES (3, '3.50')");
		await().until(() -> ledger.texts().equals(List.of("INSERT 0 0.50", "INSERT 3 3.50")));
		assertThat(operations.resubmitAll(ParkedEvents.UNDECODED).failures()).isEmpty();
		assertThat(ledger.texts()).containsExactly("INSERT 0 0.50", "INSERT 3 3.50", "INSERT 1 1.50", "INSERT 2 2.50");
	}

	private void awaitAllConfirmed() {
		String written = this.database.query("SELECT pg_current_wal_insert_lsn()");
		this.database.execute("SELECT pg_logical_emit_message(true, 'test', '')");
		await().until(() -> "t".equals(this.database
			.query("SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
				.formatted(written, this.database.name()))));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Accounting.Base.class, Accounting.Ledger.class, Accounting.Archive.class, Accounting.Notices.class })
	static class WithAll {

	}

}

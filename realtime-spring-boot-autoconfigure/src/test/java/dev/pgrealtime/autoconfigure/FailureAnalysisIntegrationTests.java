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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.RealtimeRegistrar;
import dev.pgrealtime.replication.ReplicationException;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an application says that fails to start because of its entities or its database.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@Test
	void registrationOfWhatIsNoEntity(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> TestApplication.start(this.database, MistakenConfiguration.class));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("java.lang.String is registered but is no entity of this persistence unit")
			.contains("Annotate it with @Entity and have it scanned, or remove the registration.");
	}

	@Test
	void databaseThatIsNotSetUp(CapturedOutput output) {
		this.database.execute(Parcel.TABLE);
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> TestApplication.start(this.database, PostOffice.class, "realtime.provisioning=validate"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.provisioning=validate leaves that to you")
			.contains("CREATE PUBLICATION")
			.contains("pg_create_logical_replication_slot('realtime_%s'".formatted(this.database.name()));
	}

	@Test
	void serverOfAnotherMake(CapturedOutput output) {
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> TestApplication.start(this.database, PostOffice.class, "realtime.provisioning=validate",
					"realtime.connection.url=jdbc:mysql://shopkeeper:open-sesame@localhost/shop?password=open-sesame"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("jdbc:mysql:…@localhost/shop is not a PostgreSQL server")
			.doesNotContain("open-sesame");
	}

	@Test
	void addressThatTheDriverCannotRead() {
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> TestApplication.start(this.database, PostOffice.class, "realtime.provisioning=validate",
					"realtime.connection.url=jdbc:postgresql://localhost:port/shop?password=open-sesame"))
			.havingRootCause()
			.isInstanceOf(ReplicationException.class)
			.withMessage("postgres at jdbc:postgresql://localhost:port/shop is not a PostgreSQL server");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(PostOffice.class)
	static class MistakenConfiguration {

		@Bean
		RealtimeRegistrar mistakenRegistrar() {
			return (registry) -> registry.register(String.class);
		}

	}

}

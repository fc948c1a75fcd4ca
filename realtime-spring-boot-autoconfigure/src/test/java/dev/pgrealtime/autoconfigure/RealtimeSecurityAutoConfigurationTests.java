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

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.PrincipalExpiry;
import dev.pgrealtime.RealtimeAuthorize;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pipeline.PublishedRows;
import dev.pgrealtime.replication.ConnectionSettings;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.rowsecurity.RowSecurityGates;
import dev.pgrealtime.support.NoPersistence;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.web.security.ClientClaims;
import dev.pgrealtime.web.security.LogoutListener;
import dev.pgrealtime.web.security.RowSecurityGuard;
import dev.pgrealtime.web.security.StreamAuthorizer;
import dev.pgrealtime.web.security.TokenClaims;
import dev.pgrealtime.web.security.TokenExpiry;
import dev.pgrealtime.web.sse.SseEndpoint;
import dev.pgrealtime.web.sse.StreamGuard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeSecurityAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeSecurityAutoConfigurationTests {

	private final WebApplicationContextRunner open = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeHubAutoConfiguration.class,
				RealtimeSseWebMvcAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
				RealtimeRowSecurityAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withUserConfiguration(NoPersistence.class)
		.withPropertyValues("realtime.web.exposure.include=*");

	private final WebApplicationContextRunner secured = this.open.withBean("springSecurityFilterChain", Filter.class,
			() -> mock());

	private final WebApplicationContextRunner rowSecured = this.secured
		.withBean(PgConnections.class,
				() -> new PgConnections(new ConnectionSettings("jdbc:postgresql://localhost/none", null, null), "test"))
		.withPropertyValues("realtime.authorization.rls=true");

	private static WebApplicationContextRunner with(WebApplicationContextRunner runner, Class<?> entityType) {
		EntityModel<?> model = SampleEvents.model(entityType, "things", "id");
		return runner.withBean(EntityCatalog.class, () -> SampleEvents.catalog(model));
	}

	@Test
	void securityGuardsStreams(CapturedOutput output) {
		with(this.secured, Guarded.class).run((context) -> {
			assertThat(context).hasSingleBean(StreamAuthorizer.class)
				.hasSingleBean(LogoutListener.class)
				.hasSingleBean(TokenExpiry.class);
			assertThat(output).doesNotContain("Everybody who can reach this server");
		});
	}

	@Test
	void withoutSecurityEverybodyIsLetInAndThatIsSaid(CapturedOutput output) {
		with(this.open, Plain.class).run((context) -> {
			assertThat(context).hasSingleBean(SseEndpoint.class).doesNotHaveBean(StreamGuard.class);
			assertThat(output).containsOnlyOnce("Everybody who can reach this server may read [things]");
		});
		with(this.open.withClassLoader(new FilteredClassLoader("org.springframework.security")), Plain.class)
			.run((context) -> assertThat(context).hasSingleBean(SseEndpoint.class).doesNotHaveBean(StreamGuard.class));
	}

	@Test
	void nothingIsSaidWhereNothingIsExposed(CapturedOutput output) {
		with(this.open, Plain.class).withPropertyValues("realtime.web.exposure.include=")
			.run((context) -> assertThat(output).doesNotContain("Everybody who can reach this server"));
	}

	@Test
	void restrictedEntityNeedsSecurity() {
		with(this.open, Guarded.class).run((context) -> assertThat(context).getFailure()
			.hasRootCauseInstanceOf(RealtimeConfigurationException.class)
			.rootCause()
			.hasMessageContaining(Guarded.class.getName())
			.hasMessageContaining("Spring Security does not look at the requests"));
	}

	@Test
	void brokenExpressionFails() {
		with(this.secured, Broken.class).run((context) -> assertThat(context).getFailure()
			.hasRootCauseInstanceOf(RealtimeConfigurationException.class)
			.rootCause()
			.hasMessageContaining(Broken.class.getName())
			.hasMessageContaining("there is no function 'hasRol'"));
	}

	@Test
	void applicationMayReplaceGuardAndExpiry() {
		PrincipalExpiry expiry = (principal) -> null;
		StreamGuard guard = mock();
		with(this.secured, Guarded.class).withBean(PrincipalExpiry.class, () -> expiry)
			.withBean(StreamGuard.class, () -> guard)
			.run((context) -> assertThat(context).doesNotHaveBean(StreamAuthorizer.class)
				.doesNotHaveBean(TokenExpiry.class));
	}

	@Test
	void worksWithoutTokens() {
		with(this.secured.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2")),
				Guarded.class)
			.run((context) -> assertThat(context).hasSingleBean(StreamAuthorizer.class)
				.doesNotHaveBean(PrincipalExpiry.class));
	}

	@Test
	void rowSecurityGuardsStreams() {
		with(this.rowSecured, Plain.class).withPropertyValues("realtime.web.exposure.include=")
			.run((context) -> assertThat(context).hasSingleBean(RowSecurityGates.class)
				.hasSingleBean(PublishedRows.class)
				.hasSingleBean(TokenClaims.class)
				.getBean(StreamGuard.class)
				.isInstanceOf(RowSecurityGuard.class));
		with(this.secured, Plain.class).run((context) -> assertThat(context).doesNotHaveBean(RowSecurityGates.class)
			.doesNotHaveBean(PublishedRows.class)
			.getBean(StreamGuard.class)
			.isInstanceOf(StreamAuthorizer.class));
	}

	@Test
	void rowSecurityWorksWithoutTokens() {
		with(this.rowSecured.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2")),
				Plain.class)
			.withPropertyValues("realtime.web.exposure.include=")
			.run((context) -> assertThat(context).hasSingleBean(RowSecurityGuard.class)
				.doesNotHaveBean(ClientClaims.class));
	}

	@Test
	void rowSecurityNeedsSecurity() {
		with(this.open, Plain.class).withPropertyValues("realtime.authorization.rls=true")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(RealtimeConfigurationException.class)
				.rootCause()
				.hasMessageContaining("Spring Security does not look at the requests"));
	}

	@Test
	void rowSecurityRefusesExposedEntityWhoseRowsItDoesNotKnow() {
		with(this.rowSecured, Plain.class).run((context) -> assertThat(context).getFailure()
			.hasRootCauseInstanceOf(RealtimeConfigurationException.class)
			.rootCause()
			.hasMessageContaining(Plain.class.getName())
			.hasMessageContaining("is in several tables"));
	}

	record Plain(long id) {

	}

	@RealtimeAuthorize("hasRole('STAFF')")
	record Guarded(long id) {

	}

	@RealtimeAuthorize("hasRol('STAFF')")
	record Broken(long id) {

	}

}

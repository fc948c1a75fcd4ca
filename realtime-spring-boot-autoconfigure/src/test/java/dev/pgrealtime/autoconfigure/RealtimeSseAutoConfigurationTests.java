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

import java.security.Principal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.RealtimePublisher;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.TenantResolver;
import dev.pgrealtime.backend.InProcessBackend;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.HubBackend;
import dev.pgrealtime.hub.HubPublisher;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.support.NoPersistence;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.web.json.JsonEventEncoder;
import dev.pgrealtime.web.security.ClaimTenantResolver;
import dev.pgrealtime.web.sse.ClientSession;
import dev.pgrealtime.web.sse.SseEndpoint;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.reactive.SseWebFluxHandlerMapping;
import dev.pgrealtime.web.sse.servlet.SseWebMvcHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeHubAutoConfiguration},
 * {@link RealtimeSseWebFluxAutoConfiguration} and
 * {@link RealtimeSseWebMvcAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeSseAutoConfigurationTests {

	private final ApplicationContextRunner none = configure(new ApplicationContextRunner());

	private final WebApplicationContextRunner servlet = configure(new WebApplicationContextRunner());

	private final ReactiveWebApplicationContextRunner reactive = configure(new ReactiveWebApplicationContextRunner());

	private static <R extends AbstractApplicationContextRunner<R, ?, ?>> R configure(R runner) {
		return runner
			.withConfiguration(
					AutoConfigurations.of(RealtimeHubAutoConfiguration.class, RealtimeSseWebFluxAutoConfiguration.class,
							RealtimeSseWebMvcAutoConfiguration.class, JacksonAutoConfiguration.class))
			.withUserConfiguration(Application.class);
	}

	@Test
	void withoutWebThereIsHubOnly() {
		this.none.run((context) -> {
			assertThat(context).hasSingleBean(RealtimeHub.class).hasSingleBean(RealtimeStreams.class);
			assertThat(context).hasSingleBean(JsonEventEncoder.class).doesNotHaveBean(SseEndpoint.class);
			assertThat(context.getBean(RealtimeHub.class).channels()).containsExactly("texts");
			assertThat(context.getBean(RealtimeHub.class).isRunning()).isTrue();
		});
	}

	@Test
	void declaredChannelsCarryMessagesWithinTheProcess() {
		this.none.withPropertyValues("realtime.hub.channels=chat").run((context) -> {
			assertThat(context).hasSingleBean(RealtimePublisher.class).hasSingleBean(InProcessBackend.class);
			assertThat(context.getBean(RealtimeHub.class).channels()).containsExactlyInAnyOrder("texts", "chat");
			assertThat(context.getBean(HubPublisher.class).isRunning()).isTrue();
		});
	}

	@Test
	void declaredChannelIsNoneOfAnEntity() {
		this.none.withPropertyValues("realtime.hub.channels=texts")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("It is the channel of an entity"));
	}

	@Test
	void backendOfApplicationIsUsed() {
		HubBackend backend = mock();
		this.none.withPropertyValues("realtime.hub.channels=chat")
			.withBean(HubBackend.class, () -> backend)
			.run((context) -> assertThat(context).hasSingleBean(HubBackend.class));
		then(backend).should().start(any());
		then(backend).should(atLeastOnce()).stop();
	}

	@Test
	void receivesMessagesEvenIfBeansAreLazy() {
		this.none.withPropertyValues("realtime.hub.channels=chat")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBeanFactory().getSingleton("realtimePublisher")).isNotNull());
	}

	@Test
	void servletApplicationHasServletMapping() {
		this.servlet.run((context) -> assertThat(context).hasSingleBean(SseWebMvcHandlerMapping.class)
			.doesNotHaveBean(SseWebFluxHandlerMapping.class));
	}

	@Test
	void reactiveApplicationHasReactiveMapping() {
		this.reactive.run((context) -> assertThat(context).hasSingleBean(SseWebFluxHandlerMapping.class)
			.doesNotHaveBean(SseWebMvcHandlerMapping.class));
	}

	@Test
	void backsOffWhenDisabled() {
		this.servlet.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeHub.class)
				.doesNotHaveBean(SseEndpoint.class)
				.doesNotHaveBean(RealtimeStreams.class));
	}

	@Test
	void backsOffWithoutCatalog() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RealtimeHubAutoConfiguration.class,
					RealtimeSseWebMvcAutoConfiguration.class, JacksonAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RealtimeHub.class));
	}

	@Test
	void backsOffWithoutJackson() {
		this.servlet.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).hasSingleBean(RealtimeHub.class)
				.doesNotHaveBean(EventEncoder.class)
				.doesNotHaveBean(SseEndpoint.class));
	}

	@Test
	void backsOffWithoutReactor() {
		this.servlet.withClassLoader(new FilteredClassLoader(Flux.class))
			.run((context) -> assertThat(context).hasSingleBean(SseWebMvcHandlerMapping.class)
				.doesNotHaveBean("realtimeStreams"));
	}

	@Test
	void backsOffWithoutWebStack() {
		this.servlet.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SseEndpoint.class));
		this.reactive.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SseEndpoint.class));
	}

	@Test
	void applicationMayReplaceEncoderAndStreams() {
		EventEncoder encoder = (event) -> new byte[0];
		RealtimeStreams streams = mock();
		this.servlet.withBean("encoder", EventEncoder.class, () -> encoder)
			.withBean("streams", RealtimeStreams.class, () -> streams)
			.run((context) -> {
				assertThat(context).hasSingleBean(EventEncoder.class).hasSingleBean(SseEndpoint.class);
				assertThat(context.getBean(RealtimeStreams.class)).isSameAs(streams);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nowhere", "Name", "claim", "claim:", "claim: ", "Claim:organization" })
	void tenantFromNowhereFails(String from) {
		this.servlet.withPropertyValues("realtime.tenant.from=" + from)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("realtime.tenant.from")
				.hasMessageContaining("It must be 'name', or 'claim:' and the name of a claim"));
	}

	@Test
	void tenantFromClaimNeedsOAuth2() {
		this.servlet.withPropertyValues("realtime.tenant.from=claim:organization")
			.run((context) -> assertThat(context).hasSingleBean(ClaimTenantResolver.class));
		this.servlet.withPropertyValues("realtime.tenant.from=claim:organization")
			.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2"))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("realtime.tenant.from")
				.hasMessageContaining("There are no claims without OAuth2"));
	}

	@Test
	void tenantIsNobodysUnlessTold() {
		Principal principal = () -> "ann";
		SseRequest request = new SseRequest("texts", null, null, "client", principal, (name) -> null,
				ClientSession.NONE);
		this.servlet.run((context) -> assertThat(context.getBean(TenantResolver.class).resolve(request)).isNull());
		this.servlet.withPropertyValues("realtime.tenant.from=name")
			.run((context) -> assertThat(context.getBean(TenantResolver.class).resolve(request)).isEqualTo("ann"));
		TenantResolver resolver = (asked) -> "own";
		this.servlet.withPropertyValues("realtime.tenant.from=nowhere")
			.withBean(TenantResolver.class, () -> resolver)
			.run((context) -> assertThat(context.getBean(TenantResolver.class)).isSameAs(resolver));
	}

	@Test
	void streamsEndBeforeWebServerDrains() {
		this.servlet.run((context) -> {
			assertThat(context.getBean(RealtimeHub.class).getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE - 512);
			assertThat(context.getBean(SseEndpoint.class).getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE - 512);
		});
	}

	@Test
	void logsExposedAndUnknownChannels(CapturedOutput output) {
		this.servlet.withPropertyValues("realtime.web.exposure.include=texts,numbers")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("Exposing 1 channel beneath base path '/realtime': [texts]")
				.containsOnlyOnce("realtime.web.exposure names [numbers], but the only channels are [texts]"));
	}

	@Test
	void restartsAfterPause() {
		this.servlet.run((context) -> {
			context.stop();
			assertThat(context.getBean(RealtimeHub.class).isRunning()).isFalse();
			assertThat(context.getBean(SseEndpoint.class).isRunning()).isFalse();
			context.start();
			context.start();
			assertThat(context.getBean(RealtimeHub.class).isRunning()).isTrue();
			assertThat(context.getBean(SseEndpoint.class).isRunning()).isTrue();
		});
	}

	@Test
	void invalidPropertiesFail() {
		assertInvalid("realtime.web.base-path", "live");
		assertInvalid("realtime.sse.buffer-size", "0");
		assertInvalid("realtime.sse.heartbeat-interval", "0s");
	}

	private void assertInvalid(String property, String value) {
		this.servlet.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.rootCause()
				.hasMessageContaining(property));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(NoPersistence.class)
	static class Application {

		@Bean
		EntityCatalog catalog() {
			return SampleEvents.catalog(SampleEvents.model(String.class, "texts"));
		}

	}

}

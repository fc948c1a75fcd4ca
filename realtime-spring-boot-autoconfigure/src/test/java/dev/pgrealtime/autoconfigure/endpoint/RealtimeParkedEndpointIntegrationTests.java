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

package dev.pgrealtime.autoconfigure.endpoint;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.autoconfigure.Parcel;
import dev.pgrealtime.autoconfigure.PostOffice;
import dev.pgrealtime.delivery.jdbc.ParkedEventOperations;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.Http;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What people do with parked events over HTTP.
 */
class RealtimeParkedEndpointIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void listsResubmitsAndDiscards(WebApplicationType type) throws Exception {
		start(type);
		this.database.execute("INSERT INTO parcel SELECT n, 'sent' FROM generate_series(1, 3) n");
		await().until(() -> this.context.getBean(ParkedEventOperations.class).count() == 3);
		JsonNode page = body(send("GET", "?listener=round&limit=2", 200));
		assertThat(page.get("parked").asInt()).isEqualTo(3);
		assertThat(page.get("events")).hasSize(2);
		JsonNode first = page.get("events").get(0);
		assertThat(first.get("model").asString()).isEqualTo("Parcel");
		assertThat(first.get("keys").get(0).asString()).isEqualTo("Parcel 1");
		assertThat(first.get("error").asString()).contains("The dog is out");
		assertThat(first.get("description").asString()).isEqualTo("INSERT public.parcel (id: 1, status: sent)");
		assertThat(first.has("payload")).isFalse();
		String id = "/" + first.get("id").asString();
		String second = page.get("events").get(1).get("id").asString();
		JsonNode rest = body(send("GET", "?after=" + second, 200)).get("events");
		assertThat(rest).hasSize(1);
		assertThat(body(send("GET", id, 200))).isEqualTo(first);
		assertThat(body(send("POST", id, 409)).get("error").asString()).contains("The dog is out");
		this.context.getBean(Round.class).dog.set(false);
		assertThat(body(send("POST", id, 200)).get("resubmitted").asInt()).isOne();
		send("GET", id, 404);
		assertThat(body(send("POST", id, 404)).get("error").asString()).contains("No event is parked");
		send("DELETE", "/" + second, 204);
		send("DELETE", "/" + second, 404);
		JsonNode outcome = body(send("POST", "", 200, "{\"listener\":\"round\"}"));
		assertThat(outcome.get("resubmitted").asInt()).isOne();
		assertThat(outcome.get("failures")).isEmpty();
		assertThat(body(send("GET", "", 200)).get("parked").asInt()).isZero();
	}

	@Test
	void whatIsWrongIsSaid() throws Exception {
		start(WebApplicationType.SERVLET);
		send("GET", "/seven", 400);
		send("GET", "/7", 404);
		send("POST", "", 400, "{}");
		this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
		await().until(() -> this.context.getBean(ParkedEventOperations.class).count() == 1);
		this.database.execute("UPDATE realtime_parked_event SET listener = 'gone'");
		assertThat(body(send("POST", "", 409, "{\"listener\":\"gone\"}")).get("error").asString())
			.contains("no @RealtimeListener with the id 'gone'");
		assertThat(body(send("GET", "?listener=gone", 200)).get("events")).hasSize(1);
	}

	private void start(WebApplicationType type) {
		this.database.execute(Parcel.TABLE);
		this.context = new SpringApplicationBuilder(WithRound.class).web(type)
			.properties("spring.application.name=post-office-" + this.database.name(), "server.port=0",
					"spring.datasource.url=" + this.database.url(),
					"spring.datasource.username=" + this.database.username(), "spring.jpa.open-in-view=false",
					"management.endpoints.web.exposure.include=*", "realtime.listener.max-attempts=1")
			.run();
		await().until(() -> TestApplication.worker(this.context).status().state() == State.STREAMING);
	}

	private String send(String method, String path, int status) throws Exception {
		return send(method, path, status, "");
	}

	private String send(String method, String path, int status, String body) throws Exception {
		URI uri = URI.create("http://localhost:%s/actuator/realtimeparked%s"
			.formatted(this.context.getEnvironment().getProperty("local.server.port"), path));
		HttpResponse<String> response = Http.send(HttpRequest.newBuilder(uri)
			.method(method,
					body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		return response.body();
	}

	private static JsonNode body(String json) {
		return JsonMapper.shared().readTree(json);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, Round.class })
	static class WithRound {

	}

	static class Round {

		private final AtomicBoolean dog = new AtomicBoolean(true);

		@RealtimeListener(id = "round")
		void on(EntityInserted<Parcel> event) {
			if (this.dog.get()) {
				throw new IllegalStateException("The dog is out");
			}
		}

	}

}

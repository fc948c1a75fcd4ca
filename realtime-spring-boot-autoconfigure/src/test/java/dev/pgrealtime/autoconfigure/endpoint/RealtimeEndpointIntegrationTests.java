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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.autoconfigure.Parcel;
import dev.pgrealtime.autoconfigure.PostOffice;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.Http;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Actuator tells over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeEndpointIntegrationTests {

	private static final String PASSWORD = "open-sesame";

	private final TestDatabase database = PostgresServer.newDatabase();

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void endpointDescribesStreamSlotAndEntities(WebApplicationType type) throws Exception {
		this.database.execute(Parcel.TABLE);
		try (ConfigurableApplicationContext context = start(type)) {
			await().until(() -> TestApplication.worker(context).status().state() == State.STREAMING);
			String description = get(context, "realtime");
			assertThat(description).contains("\"lagBytes\":", "\"lagMillis\":");
			JSONAssert.assertEquals("""
					{
					  "stream": { "state": "STREAMING" },
					  "slotName": "realtime_post_office_%1$s",
					  "publicationName": "realtime_post_office_%1$s",
					  "slot": { "exists": true, "active": true, "walStatus": "reserved",
					    "holder": { "applicationName": "realtime_post_office_%1$s" } },
					  "entities": [ { "model": "Parcel", "type": "%2$s", "channel": "parcel",
					    "tables": [ "parcel" ], "replicaIdentity": "FULL" } ]
					}""".formatted(this.database.name(), Parcel.class.getName()), description, false);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void startsAndCancelsBackfills(WebApplicationType type) throws Exception {
		this.database.execute(Parcel.TABLE, "INSERT INTO parcel SELECT n, 'sent' FROM generate_series(1, 3) n");
		try (ConfigurableApplicationContext context = start(type, "--realtime.backfill.chunk-size=1",
				"--realtime.backfill.rows-per-second=1")) {
			await().until(() -> TestApplication.worker(context).status().state() == State.STREAMING);
			JsonNode started = send(context, "POST", "", "{\"backfill\":\"Parcel\"}", 200);
			assertThat(started.get("model").asString()).isEqualTo("Parcel");
			assertThat(send(context, "POST", "", "{\"backfill\":\"Parcel\"}", 400).toString()).doesNotContain("trace");
			String id = started.get("id").asString();
			assertThat(get(context, "realtime")).contains(id);
			assertThat(send(context, "DELETE", "?backfill=" + id, "", 200).get("state").asString())
				.isEqualTo("CANCELLED");
			send(context, "POST", "", "{\"backfill\":\"Letterbox\"}", 400);
			send(context, "POST", "", "{}", 400);
			send(context, "DELETE", "?backfill=7", "", 400);
			send(context, "DELETE", "?backfill=" + new UUID(0, 0), "", 400);
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void nothingIsThereUnlessItIsExposed(WebApplicationType type) throws Exception {
		this.database.execute(Parcel.TABLE);
		try (ConfigurableApplicationContext context = start(type, "--management.endpoints.web.exposure.include=")) {
			send(context, "GET", "", "", 404);
			send(context, "POST", "", "{\"backfill\":\"Parcel\"}", 404);
			send(context, "DELETE", "?backfill=" + new UUID(0, 0), "", 404);
		}
		try (ConfigurableApplicationContext context = start(type, "--management.endpoint.realtime.access=read-only")) {
			send(context, "GET", "", "", 200);
			send(context, "POST", "", "{\"backfill\":\"Parcel\"}", 405);
			send(context, "DELETE", "?backfill=" + new UUID(0, 0), "", 405);
		}
	}

	@Test
	void nothingTellsThePassword(CapturedOutput output) throws Exception {
		this.database.execute(Parcel.TABLE);
		try (ConfigurableApplicationContext context = start(WebApplicationType.SERVLET,
				"--realtime.connection.url=jdbc:postgresql://localhost:1/shop?password=" + PASSWORD,
				"--realtime.connection.username=shopkeeper", "--realtime.connection.password=" + PASSWORD,
				"--realtime.retry.max-interval=200ms", "--logging.level.dev.pgrealtime=trace")) {
			await().until(() -> TestApplication.worker(context).status().problem() != null);
			assertThat(get(context, "health")).contains("jdbc:postgresql://localhost:1/shop").doesNotContain(PASSWORD);
			assertThat(get(context, "realtime")).contains("shopkeeper").doesNotContain(PASSWORD);
			assertThat(get(context, "configprops")).contains("silenceTimeout").doesNotContain(PASSWORD);
			assertThat(get(context, "env")).contains("realtime.connection.password").doesNotContain(PASSWORD);
			assertThat(get(context, "beans")).contains("realtimePgConnections").doesNotContain(PASSWORD);
		}
		assertThat(output).contains("StreamMonitor").doesNotContain(PASSWORD);
	}

	private ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
		return new SpringApplicationBuilder(PostOffice.class).web(type)
			.properties("spring.application.name=post-office-" + this.database.name(), "server.port=0",
					"spring.datasource.url=" + this.database.url(),
					"spring.datasource.username=" + this.database.username(), "spring.jpa.open-in-view=false",
					"management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always")
			.run(arguments);
	}

	private JsonNode send(ConfigurableApplicationContext context, String method, String query, String body, int status)
			throws IOException, InterruptedException {
		HttpResponse<String> response = Http.send(HttpRequest.newBuilder(uri(context, "realtime" + query))
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.build());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		return JsonMapper.shared().readTree(response.body());
	}

	private String get(ConfigurableApplicationContext context, String endpoint)
			throws IOException, InterruptedException {
		URI uri = uri(context, endpoint);
		return Http.send(HttpRequest.newBuilder(uri).build()).body();
	}

	private static URI uri(ConfigurableApplicationContext context, String endpoint) {
		return URI.create("http://localhost:%s/actuator/%s"
			.formatted(context.getEnvironment().getProperty("local.server.port"), endpoint));
	}

}

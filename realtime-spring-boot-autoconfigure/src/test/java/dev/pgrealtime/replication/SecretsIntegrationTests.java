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

package dev.pgrealtime.replication;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Whatever is wrong with an address, nothing that is said of it holds a password.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsIntegrationTests {

	private static final Pattern SECRET = Pattern.compile("open.{1,3}sesame", Pattern.CASE_INSENSITIVE);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	@BeforeEach
	void logEverything() {
		this.logging.setLogLevel("dev.pgrealtime", LogLevel.TRACE);
	}

	@AfterEach
	void logAsUsual() {
		this.logging.setLogLevel("dev.pgrealtime", LogLevel.INFO);
	}

	@ParameterizedTest(name = "address {index}")
	@ValueSource(strings = { "jdbc:postgresql://127.0.0.1:PORT/DB?user=nobody&password=open%20sesame",
			"jdbc:postgresql://127.0.0.1:PORT/nowhere?password=open+sesame&sslpassword=open%20sesame",
			"jdbc:postgresql://127.0.0.1:1/DB?user=nobody&password=open-sesame",
			"jdbc:postgresql://nowhere.invalid/DB?password=open-sesame&sslmode=require",
			"jdbc:postgresql://127.0.0.1:PORT/DB?user=nobody&password=open-sesame%&sslpassword=%zz",
			"jdbc:postgresql://127.0.0.1:PORT/DB?sslmode=verify-full&sslkey=nowhere.pk8&sslpassword=open-sesame",
			"jdbc:postgresql://127.0.0.1:PORT/DB?sslmode=never&password=open-sesame",
			"jdbc:postgresql://127.0.0.1/DB/more?password=open-sesame",
			"jdbc:postgresql://127.0.0.1/DB%zz?password=open-sesame",
			"jdbc:postgresql://127.0.0.1:port/DB?password=open-sesame", "jdbc:postgresql:?password=open-sesame",
			"jdbc:postgresql://shop:open-sesame@127.0.0.1:PORT/DB", "jdbc:postgresql://shop:open-sesame@127.0.0.1/DB",
			"jdbc:postgresql://shop:open@sesame@127.0.0.1/DB", "jdbc:postgresql://shop:open/sesame@127.0.0.1/DB",
			"jdbc:postgresql://127.0.0.1:PORT/DB;user=shop;password=open-sesame",
			"postgresql://shop:open-sesame@127.0.0.1:PORT/DB", "jdbc:other://127.0.0.1/DB?password=open-sesame" })
	void nothingTellsThePassword(String template, CapturedOutput output) {
		String url = template.replace("PORT", String.valueOf(this.database.port())).replace("DB", this.database.name());
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY)");
		ConnectionSettings settings = new ConnectionSettings(url, "nobody", "open sesame");
		List<String> said = new ArrayList<>(List.of(settings.toString()));
		try (TestStream stream = new TestStream(this.database).table("items")
			.connection(url, "nobody", "open sesame")
			.start()) {
			await().until(() -> stream.status().problem() != null);
			said.add(stream.status().toString());
		}
		said.add(stackTrace(() -> new TestStream(this.database).table("items")
			.connection(url, "nobody", "open sesame")
			.provisioning(Provisioning.VALIDATE)
			.start()
			.close()));
		said.add(stackTrace(() -> new PgConnections(settings, "test").openOrdinary().close()));
		said.add(stackTrace(() -> new PgConnections(settings, "test").openReading().close()));
		assertThat(said).hasSize(5).allSatisfy((text) -> assertThat(text).doesNotContainPattern(SECRET));
		assertThat(output.getAll()).contains("StreamMonitor").doesNotContainPattern(SECRET);
	}

	private static String stackTrace(ThrowingCallable call) {
		StringWriter text = new StringWriter();
		Throwable failure = catchThrowable(call);
		if (failure != null) {
			failure.printStackTrace(new PrintWriter(text));
		}
		return text.toString();
	}

}

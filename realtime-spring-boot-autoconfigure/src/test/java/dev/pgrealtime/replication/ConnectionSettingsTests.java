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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionSettings}.
 */
class ConnectionSettingsTests {

	@Test
	void toStringNamesRoleAndServer() {
		assertThat(new ConnectionSettings("jdbc:postgresql://localhost:5432/shop", "app", "secret"))
			.hasToString("app at jdbc:postgresql://localhost:5432/shop");
		assertThat(new ConnectionSettings("jdbc:postgresql:shop", null, null)).hasToString("jdbc:postgresql:shop");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost/shop?user=app&password=secret",
			"jdbc:postgresql://localhost/shop?sslpassword=secret\n&password=secret",
			"jdbc:postgresql://app:secret@localhost/shop", "jdbc:sqlserver://localhost;user=app;password=secret",
			"jdbc:oracle:thin:app/secret@//localhost:1521/shop", "jdbc:mysql://app:sec@secret@localhost/shop" })
	void toStringHoldsNoSecret(String url) {
		assertThat(new ConnectionSettings(url, "app", "secret").toString()).startsWith("app at jdbc:")
			.contains("localhost")
			.doesNotContain("secret");
	}

}

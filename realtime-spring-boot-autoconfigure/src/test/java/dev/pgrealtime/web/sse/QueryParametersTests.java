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

package dev.pgrealtime.web.sse;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.web.sse.QueryParameters.Parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QueryParameters}.
 */
class QueryParametersTests {

	@Test
	void decodesNamesAndValues() {
		QueryParameters parameters = QueryParameters.parse("filter=note=eq.a%26b%3D%C3%A4+c&or=(id.eq.1)&flag&=x");
		assertThat(parameters.values()).containsExactly(new Parameter("filter", "note=eq.a&b=\u00e4 c"),
				new Parameter("or", "(id.eq.1)"), new Parameter("flag", ""), new Parameter("", "x"));
	}

	@Test
	void joinsLists() {
		assertThat(QueryParameters.parse("select=id,%20status&other=x&select=note").list("select"))
			.containsExactly("id", "status", "note");
	}

	@Test
	void noQueryHasNoParameters() {
		assertThat(QueryParameters.parse(null).list("select")).isEmpty();
		assertThat(QueryParameters.parse("").list("select")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "filter=%zz", "filter=%", "filter=a%4", "fil%ter=a" })
	void refusesWhatIsNotEncoded(String query) {
		assertThatExceptionOfType(SseRefusedException.class).isThrownBy(() -> QueryParameters.parse(query))
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(400);
				assertThat(new String(ex.problem(), StandardCharsets.UTF_8)).contains("The query is not URL encoded");
			});
	}

	@Test
	void refusalIsShortWhateverTheNameOfTheParameter() {
		assertThatExceptionOfType(SseRefusedException.class)
			.isThrownBy(() -> QueryParameters.parse("x".repeat(100_000) + "%"))
			.satisfies((ex) -> assertThat(ex.problem()).hasSizeLessThan(1000));
	}

	@Test
	void refusalQuotesWhatTheClientSent() {
		SseRefusedException refusal = SseRefusedException.invalid("a\"b", "<script>\\\n\u2028");
		assertThat(new String(refusal.problem(), StandardCharsets.UTF_8)).contains("\"parameter\":\"a\\u0022b\"",
				"\"detail\":\"\\u003cscript>\\u005c\\u000a\u2028\"");
	}

}

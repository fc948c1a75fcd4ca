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

package dev.pgrealtime.mapping;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CompositeText}.
 */
class CompositeTextTests {

	@Test
	void valuesBetweenCommas() {
		assertThat(values("(1.50,EUR,t)")).containsExactly("1.50", "EUR", "t");
	}

	@Test
	void nothingIsNullAndQuotesAreText() {
		assertThat(values("()")).containsExactly((String) null);
		assertThat(values("(,)")).containsExactly(null, null);
		assertThat(values("(,\"\",)")).containsExactly(null, "", null);
		assertThat(values("(NULL)")).containsExactly("NULL");
	}

	@Test
	void whatIsDoubledWithinQuotesIsSingle() {
		assertThat(values("(\"a,\"\"b\"\"\\\\ (c)\",\" \")")).containsExactly("a,\"b\"\\ (c)", " ");
		assertThat(values("(\"\"\"\",\"\\\\\",\"\"\"\"\"\")")).containsExactly("\"", "\\", "\"\"");
	}

	@Test
	void compositeWithinComposite() {
		List<String> outer = values("(\"(1,\"\"a \\\\\"\"\"\"b\"\")\",ü😀)");
		assertThat(outer).containsExactly("(1,\"a \\\"\"b\")", "ü😀");
	}

	@Test
	void whatIsNoCompositeIsRefused() {
		for (String text : List.of("", "(", ")", "1", "{1}", "(1", "1)", "(\"1)", "(\"a\"\")")) {
			assertThatIllegalArgumentException().as(text).isThrownBy(() -> values(text));
		}
	}

	private static List<String> values(String text) {
		CompositeText composite = new CompositeText(text.getBytes(StandardCharsets.UTF_8));
		List<String> values = new ArrayList<>();
		for (int i = 0; i < composite.size(); i++) {
			byte[] value = composite.get(i);
			values.add((value != null) ? new String(value, StandardCharsets.UTF_8) : null);
		}
		return values;
	}

}

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

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.filter.InvalidFilterException;

/**
 * The parameters of a query, decoded here so that every web stack reads them alike.
 *
 * @param values the parameters, in their order
 */
record QueryParameters(List<Parameter> values) {

	static QueryParameters parse(@Nullable String query) {
		List<Parameter> values = new ArrayList<>();
		for (String pair : (query != null) ? query.split("&") : new String[0]) {
			int equals = pair.indexOf('=');
			String name = decode((equals < 0) ? pair : pair.substring(0, equals), pair);
			values.add(new Parameter(name, (equals < 0) ? "" : decode(pair.substring(equals + 1), name)));
		}
		return new QueryParameters(values);
	}

	private static String decode(String text, String name) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw SseRefusedException.invalid(InvalidFilterException.shorten(name),
					"The query is not URL encoded: a percent sign must be followed by two hexadecimal digits");
		}
	}

	/**
	 * Return the parameters of some names.
	 * @param names accepts the names
	 * @return the parameters, in their order
	 */
	List<Parameter> all(Predicate<String> names) {
		return this.values.stream().filter((parameter) -> names.test(parameter.name())).toList();
	}

	/**
	 * Return the parts of a list, which may be spread over several parameters.
	 * @param name the name of the parameters
	 * @return what their commas separate; nothing if there is no such parameter
	 */
	List<String> list(String name) {
		return all(name::equals).stream()
			.flatMap((parameter) -> Arrays.stream(parameter.value().split(",", -1)))
			.map(String::trim)
			.toList();
	}

	/**
	 * A parameter.
	 *
	 * @param name its name
	 * @param value its value, empty if there is none
	 */
	record Parameter(String name, String value) {

	}

}

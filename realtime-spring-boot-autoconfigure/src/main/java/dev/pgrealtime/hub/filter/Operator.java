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

package dev.pgrealtime.hub.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What can be asked about an attribute.
 */
enum Operator {

	EQ, NEQ, GT, GTE, LT, LTE, IN, IS, LIKE, ILIKE, MATCH, IMATCH, ISDISTINCT;

	static @Nullable Operator find(String name) {
		return Arrays.stream(values()).filter((operator) -> operator.toString().equals(name)).findFirst().orElse(null);
	}

	static List<String> names() {
		return Arrays.stream(values()).map(Operator::toString).toList();
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}

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

package dev.pgrealtime.web.security;

import org.jspecify.annotations.Nullable;

/**
 * An expression that says who may see an entity makes no sense. The message names the
 * entity and the expression.
 */
public final class InvalidExpressionException extends RuntimeException {

	private final String action;

	InvalidExpressionException(Class<?> entityType, String expression, String reason, String action,
			@Nullable Throwable cause) {
		super("@RealtimeAuthorize(\"%s\") of %s cannot be used: %s".formatted(expression, entityType.getName(), reason),
				cause);
		this.action = action;
	}

	/**
	 * Return what would make it right.
	 * @return a sentence for a person
	 */
	public String action() {
		return this.action;
	}

}

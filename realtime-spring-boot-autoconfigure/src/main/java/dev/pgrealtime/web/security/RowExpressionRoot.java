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

import org.springframework.security.access.expression.SecurityExpressionRoot;
import org.springframework.security.core.Authentication;

/**
 * What an expression sees: the functions and properties of Spring Security, and the
 * entity of one image.
 */
public final class RowExpressionRoot extends SecurityExpressionRoot<Object> {

	private final Object entity;

	private final boolean decided;

	private boolean refused;

	/**
	 * Create a root.
	 * @param authentication who asks
	 * @param entity the entity
	 * @param decided whether all is known that the expression may read of the entity
	 */
	RowExpressionRoot(Authentication authentication, Object entity, boolean decided) {
		super(() -> authentication, entity);
		this.entity = entity;
		this.decided = decided;
	}

	/**
	 * Return the entity. An expression that has decided before it asks for the entity
	 * does not mind if too little is known of it.
	 * @return the entity
	 */
	public Object getEntity() {
		if (!this.decided) {
			this.refused = true;
			throw new IllegalStateException("The image does not tell what the expression reads");
		}
		return this.entity;
	}

	boolean hasRefused() {
		return this.refused;
	}

}

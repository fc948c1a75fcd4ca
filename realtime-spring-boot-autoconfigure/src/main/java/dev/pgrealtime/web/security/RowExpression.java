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

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

import dev.pgrealtime.EntityImage;

/**
 * The expression that says who may see an entity. Safe for use by several threads.
 */
final class RowExpression {

	private static final Log logger = LogFactory.getLog(RowExpression.class);

	private final AtomicBoolean failureReported = new AtomicBoolean();

	private final AtomicBoolean doubtReported = new AtomicBoolean();

	private final Class<?> entityType;

	private final Expression expression;

	private final Set<String> attributes;

	/**
	 * Create an expression.
	 * @param entityType the class of the entity
	 * @param expression the expression, read and checked
	 * @param attributes the names of the attributes that it may read
	 */
	RowExpression(Class<?> entityType, Expression expression, Set<String> attributes) {
		this.entityType = entityType;
		this.expression = expression;
		this.attributes = attributes;
	}

	/**
	 * Return the attributes that the expression may read.
	 * @return their names
	 */
	Set<String> attributes() {
		return this.attributes;
	}

	/**
	 * Return whether an image tells all that the expression may read.
	 * @param image the image
	 * @return {@code true} if so
	 */
	boolean isDecidedBy(EntityImage<?> image) {
		return Collections.disjoint(image.unknownAttributes(), this.attributes);
	}

	/**
	 * Return whether the row may be seen. It may not if that cannot be told.
	 * @param context what the expression is evaluated in
	 * @param root who wants to see which row
	 * @return {@code true} if the expression says so
	 */
	boolean permits(EvaluationContext context, RowExpressionRoot root) {
		try {
			return Boolean.TRUE.equals(this.expression.getValue(context, root, Boolean.class));
		}
		// Endless recursion of an entity's getters is a failure like any other
		catch (RuntimeException | StackOverflowError ex) {
			if (root.hasRefused()) {
				reportDoubt();
			}
			else {
				reportFailure(ex);
			}
			return false;
		}
	}

	private void reportDoubt() {
		if (this.doubtReported.compareAndSet(false, true)) {
			logger.warn(
					("@RealtimeAuthorize of %s reads %s, which not every image tells. Such an image is shown to those only "
							+ "whom the expression permits without reading it. REPLICA IDENTITY FULL tells old rows. "
							+ "This is logged once for each entity")
						.formatted(this.entityType.getName(), this.attributes));
		}
	}

	private void reportFailure(Throwable ex) {
		if (this.failureReported.compareAndSet(false, true)) {
			logger.error(
					("@RealtimeAuthorize of %s fails, and where it does nobody sees the row. Mend the expression '%s'. "
							+ "This is logged once for each entity")
						.formatted(this.entityType.getName(), this.expression.getExpressionString()),
					ex);
		}
	}

}

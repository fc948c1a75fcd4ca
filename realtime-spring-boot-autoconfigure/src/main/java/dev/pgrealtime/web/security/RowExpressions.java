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

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.security.access.PermissionEvaluator;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.core.Authentication;

import dev.pgrealtime.EntityImage;

/**
 * The expressions that say who may see which rows, one for each annotated entity. Safe
 * for use by several threads.
 */
public final class RowExpressions {

	private final StandardEvaluationContext context = new StandardEvaluationContext();

	private final Map<String, RowExpression> expressions;

	private final AuthorizationManagerFactory<Object> roles;

	private final PermissionEvaluator permissions;

	/**
	 * Read the expressions of some entities.
	 * @param entities the entities, annotated or not
	 * @param beans the beans that an expression may name
	 * @param roles what is meant by a role
	 * @param permissions what is meant by a permission
	 * @throws InvalidExpressionException if an expression makes no sense
	 */
	public RowExpressions(Collection<SecuredEntity> entities, BeanFactory beans,
			AuthorizationManagerFactory<Object> roles, PermissionEvaluator permissions) {
		this.context.setBeanResolver(new BeanFactoryResolver(beans));
		this.expressions = read(entities);
		this.roles = roles;
		this.permissions = permissions;
	}

	private static Map<String, RowExpression> read(Collection<SecuredEntity> entities) {
		Map<String, RowExpression> expressions = new HashMap<>();
		for (SecuredEntity entity : entities) {
			String expression = entity.expression();
			if (expression != null) {
				expressions.put(entity.model().channel(), new RowExpressionReader(expression, entity).read());
			}
		}
		return Map.copyOf(expressions);
	}

	/**
	 * Return whether the rows of a channel are not for everybody.
	 * @param channel the name of a channel
	 * @return {@code true} if there is an expression
	 */
	boolean restrict(String channel) {
		return this.expressions.containsKey(channel);
	}

	/**
	 * Return whether somebody may see an image.
	 * @param channel the name of its channel
	 * @param image the image
	 * @param authentication who that is
	 * @return {@code true} if there is no expression, or it says so
	 */
	boolean permit(String channel, EntityImage<?> image, Authentication authentication) {
		RowExpression expression = this.expressions.get(channel);
		if (expression == null) {
			return true;
		}
		RowExpressionRoot root = new RowExpressionRoot(authentication, image.entity(), expression.isDecidedBy(image));
		root.setAuthorizationManagerFactory(this.roles);
		root.setPermissionEvaluator(this.permissions);
		return expression.permits(this.context, root);
	}

}

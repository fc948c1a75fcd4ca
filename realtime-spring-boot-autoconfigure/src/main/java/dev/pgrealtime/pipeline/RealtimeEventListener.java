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

package dev.pgrealtime.pipeline;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.core.ResolvableType;

import dev.pgrealtime.RealtimeEvent;

/**
 * A listener method with a {@link RealtimeEvent} as its parameter. Generics are
 * invariant, inheritance is not: a method that takes events of {@code Animal} takes those
 * of {@code Cat} too.
 */
final class RealtimeEventListener extends ApplicationListenerMethodAdapter {

	private final Class<?> eventType;

	private final Class<?> entityType;

	RealtimeEventListener(String beanName, Class<?> targetClass, Method method, ResolvableType parameter) {
		super(beanName, targetClass, method);
		this.eventType = parameter.toClass();
		this.entityType = entityType(parameter);
	}

	private static Class<?> entityType(ResolvableType parameter) {
		return parameter.as(RealtimeEvent.class).getGeneric(0).resolve(Object.class);
	}

	/**
	 * Return the class whose events the method takes.
	 * @return an entity class, a superclass of several, or {@link Object} for all
	 */
	Class<?> entityType() {
		return this.entityType;
	}

	@Override
	public boolean supportsEventType(ResolvableType type) {
		if (!PayloadApplicationEvent.class.isAssignableFrom(type.toClass())) {
			return false;
		}
		ResolvableType payload = type.as(PayloadApplicationEvent.class).getGeneric(0);
		return this.eventType.isAssignableFrom(payload.toClass())
				&& this.entityType.isAssignableFrom(entityType(payload));
	}

	@Override
	protected @Nullable Object @Nullable [] resolveArguments(ApplicationEvent event) {
		Object payload = (event instanceof PayloadApplicationEvent<?> published) ? published.getPayload() : null;
		return (payload instanceof RealtimeEvent<?> change && this.eventType.isInstance(change)
				&& this.entityType.isAssignableFrom(change.entityType())) ? new Object[] { change } : null;
	}

}

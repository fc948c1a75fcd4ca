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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.MappingException;

/**
 * Makes the listeners of {@code @EventListener} methods that take a
 * {@link RealtimeEvent}, and knows which of them would wait in vain.
 */
public final class RealtimeEventListenerFactory implements EventListenerFactory, Ordered {

	private static final Log logger = LogFactory.getLog(RealtimeEventListenerFactory.class);

	private final List<RealtimeEventListener> listeners = new CopyOnWriteArrayList<>();

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 1;
	}

	@Override
	public boolean supportsMethod(Method method) {
		EventListener annotation = AnnotatedElementUtils.findMergedAnnotation(method, EventListener.class);
		return method.getParameterCount() == 1 && RealtimeEvent.class.isAssignableFrom(method.getParameterTypes()[0])
				&& (annotation == null || annotation.classes().length == 0);
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		RealtimeEventListener listener = new RealtimeEventListener(beanName, type, method,
				ResolvableType.forMethodParameter(method, 0, type));
		this.listeners.add(listener);
		return listener;
	}

	/**
	 * Look for listeners that no event will ever reach: a warning for each, as it may be
	 * meant.
	 * @param catalog the entities
	 * @throws MappingException if a listener waits for a class that is annotated as if it
	 * were an entity, and is none
	 */
	void verify(EntityCatalog catalog) {
		for (RealtimeEventListener listener : this.listeners) {
			Class<?> type = listener.entityType();
			if (catalog.entities().stream().noneMatch((entity) -> related(type, entity.model().entityType()))) {
				report(listener, type);
			}
		}
	}

	private static boolean related(Class<?> type, Class<?> entityType) {
		return type.isAssignableFrom(entityType) || entityType.isAssignableFrom(type);
	}

	private static void report(RealtimeEventListener listener, Class<?> type) {
		if (type.isAnnotationPresent(RealtimeEntity.class)) {
			throw new MappingException(
					"%s is annotated with @RealtimeEntity, but is not a JPA entity, and %s waits for it"
						.formatted(type.getName(), listener.getListenerId()),
					"Annotate the class with @Entity and see to it that it is scanned (@EntityScan), or put "
							+ "@RealtimeEntity on the entity that is meant.");
		}
		logger.warn("No event will reach %s: %s is not a registered entity. Annotate the entity with @RealtimeEntity."
			.formatted(listener.getListenerId(), type.getName()));
	}

}

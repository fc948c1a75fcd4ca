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

package dev.pgrealtime.delivery;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.util.ClassUtils;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeEntity;

/**
 * Looks for listeners that cannot work together with the rest of the application.
 *
 * @param models the registered entities
 * @param onceOnly whether positions can be recorded
 */
record ListenerVerification(Collection<EntityModel<?>> models, boolean onceOnly) {

	private static final Log logger = LogFactory.getLog(ListenerVerification.class);

	void verify(List<RealtimeListenerMethod> listeners) {
		Map<String, RealtimeListenerMethod> ids = new HashMap<>();
		for (RealtimeListenerMethod listener : listeners) {
			RealtimeListenerMethod other = ids.put(listener.getListenerId(), listener);
			if (other != null) {
				throw new InvalidListenerException(
						"%s and %s are both @RealtimeListeners with the id '%s', under which failures and positions are kept"
							.formatted(name(other), name(listener), listener.getListenerId()),
						"Give one of them another id: @RealtimeListener(id = \"...\").");
			}
			if (listener.settings().exactlyOnce() && !this.onceOnly) {
				throw new InvalidListenerException(
						"%s is to be called exactly once, but there is no PlatformTransactionManager to record positions with"
							.formatted(name(listener)),
						"Define a single PlatformTransactionManager for the database of the application, or remove "
								+ "exactlyOnce.");
			}
			verifyType(listener);
		}
	}

	private void verifyType(RealtimeListenerMethod listener) {
		Class<?> type = listener.parameter().entityType();
		if (type == Object.class || this.models.stream().anyMatch((model) -> related(type, model.entityType()))) {
			return;
		}
		String message = "No event will reach %s: %s is not a registered entity".formatted(name(listener),
				type.getName());
		if (type.isAnnotationPresent(RealtimeEntity.class)) {
			throw new InvalidListenerException(message + ", although it is annotated with @RealtimeEntity",
					"Annotate the class with @Entity and see to it that it is scanned (@EntityScan), or put "
							+ "@RealtimeEntity on the entity that is meant.");
		}
		if (listener.parameter().form() != ListenerParameter.Form.EVENT) {
			throw new InvalidListenerException(message, "Annotate the entity with @RealtimeEntity, or register it.");
		}
		logger.warn(message + ". Annotate the entity with @RealtimeEntity.");
	}

	private static boolean related(Class<?> type, Class<?> entityType) {
		return type.isAssignableFrom(entityType) || entityType.isAssignableFrom(type);
	}

	private static String name(RealtimeListenerMethod listener) {
		return ClassUtils.getQualifiedMethodName(listener.getTargetMethod());
	}

}

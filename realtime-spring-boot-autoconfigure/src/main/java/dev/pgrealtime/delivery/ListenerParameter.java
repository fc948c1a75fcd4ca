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

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TransactionChanges;

/**
 * What a listener method takes, as its parameter says.
 *
 * @param form whether it takes events one by one
 * @param eventType the kind of events
 * @param entityType an entity class, a superclass of several, or {@link Object} for all
 */
record ListenerParameter(Form form, Class<?> eventType, Class<?> entityType) {

	static ListenerParameter of(Method method, Class<?> targetClass) {
		if (method.getParameterCount() != 1) {
			throw invalid("%s is a @RealtimeListener with %d parameters"
				.formatted(ClassUtils.getQualifiedMethodName(method, targetClass), method.getParameterCount()));
		}
		ResolvableType type = ResolvableType.forMethodParameter(method, 0, targetClass);
		ListenerParameter parameter = of(type);
		if (parameter == null) {
			throw invalid("%s is a @RealtimeListener, but %s is no event of an entity"
				.formatted(ClassUtils.getQualifiedMethodName(method, targetClass), type));
		}
		return parameter;
	}

	private static @Nullable ListenerParameter of(ResolvableType type) {
		if (type.toClass() == TransactionChanges.class) {
			return new ListenerParameter(Form.TRANSACTION, RealtimeEvent.class, entityType(type.getGeneric(0)));
		}
		boolean list = type.toClass() == List.class;
		ResolvableType event = list ? type.getGeneric(0) : type;
		return RealtimeEvent.class.isAssignableFrom(event.toClass())
				? new ListenerParameter(list ? Form.LIST : Form.EVENT, event.toClass(),
						entityType(event.as(RealtimeEvent.class).getGeneric(0)))
				: null;
	}

	private static Class<?> entityType(ResolvableType type) {
		return type.resolve(Object.class);
	}

	private static InvalidListenerException invalid(String message) {
		return new InvalidListenerException(message,
				"Give it one parameter: an event such as EntityUpdated<Order>, a TransactionChanges<Order>, or a "
						+ "List<RealtimeEvent<Order>>.");
	}

	/**
	 * Return whether the method takes an event. Generics are invariant, inheritance is
	 * not: who takes events of a class takes those of its subclasses.
	 * @param eventType the kind of event
	 * @param entityType the class of its entity
	 * @return whether the event is for the method, alone or with others
	 */
	boolean takes(Class<?> eventType, Class<?> entityType) {
		return this.eventType.isAssignableFrom(eventType) && this.entityType.isAssignableFrom(entityType);
	}

	/**
	 * In which form events are handed over.
	 */
	enum Form {

		EVENT, LIST, TRANSACTION

	}

}

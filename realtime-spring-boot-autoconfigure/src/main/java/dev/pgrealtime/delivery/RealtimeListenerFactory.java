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
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

import dev.pgrealtime.RealtimeListener;

/**
 * Makes the listeners of {@link RealtimeListener @RealtimeListener} methods, and refuses
 * those that cannot work as they are declared.
 */
public final class RealtimeListenerFactory implements EventListenerFactory, Ordered {

	private static final String TRANSACTIONAL = "org.springframework.transaction.event.TransactionalEventListener";

	private final List<RealtimeListenerMethod> listeners = new CopyOnWriteArrayList<>();

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supportsMethod(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, RealtimeListener.class);
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		Method target = AopUtils.getMostSpecificMethod(method, type);
		RealtimeListener settings = AnnotatedElementUtils.findMergedAnnotation(target, RealtimeListener.class);
		if (settings == null) {
			throw new IllegalArgumentException("%s is no @RealtimeListener".formatted(target));
		}
		ListenerParameter parameter = ListenerParameter.of(target, type);
		verify(ClassUtils.getQualifiedMethodName(target, type), settings, parameter);
		verifyOtherAnnotations(ClassUtils.getQualifiedMethodName(target, type), target, type);
		RealtimeListenerMethod listener = new RealtimeListenerMethod(beanName, type, method, settings, parameter);
		this.listeners.add(listener);
		return listener;
	}

	private static void verify(String name, RealtimeListener settings, ListenerParameter parameter) {
		if (settings.concurrency() < 1) {
			throw new InvalidListenerException(
					"%s has a concurrency of %d, which is not positive".formatted(name, settings.concurrency()),
					"Say how many events the method may handle at a time, 1 or more.");
		}
		if (settings.maxAttempts() < 0) {
			throw new InvalidListenerException(
					"%s has a negative number of attempts, %d".formatted(name, settings.maxAttempts()),
					"Say how often an event is tried, 1 or more, or leave it to realtime.listener.max-attempts.");
		}
		if (parameter.form() != ListenerParameter.Form.EVENT && settings.concurrency() > 1) {
			throw new InvalidListenerException(
					"%s takes whole transactions, which come in order, but has a concurrency of %d".formatted(name,
							settings.concurrency()),
					"Remove the concurrency, or take single events: those of different keys are handled in parallel.");
		}
	}

	private static void verifyOtherAnnotations(String name, Method method, Class<?> type) {
		if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(type, Async.class)) {
			throw new InvalidListenerException(
					"%s is a @RealtimeListener and @Async: nobody would know when it is done, or that it failed"
						.formatted(name),
					"Remove @Async. A @RealtimeListener holds up no other listener; its 'concurrency' says how many "
							+ "events it handles at a time.");
		}
		if (AnnotatedElementUtils.isAnnotated(method, TRANSACTIONAL)) {
			throw new InvalidListenerException(
					"%s is a @RealtimeListener and a @TransactionalEventListener".formatted(name),
					"Remove @TransactionalEventListener: the transaction that made the change has been committed. "
							+ "For a transaction of its own the method says @Transactional.");
		}
	}

	List<RealtimeListenerMethod> listeners() {
		return List.copyOf(this.listeners);
	}

}

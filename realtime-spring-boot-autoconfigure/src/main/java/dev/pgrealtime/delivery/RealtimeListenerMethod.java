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
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.core.ResolvableType;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.TransactionChanges;

/**
 * A method of {@link RealtimeListener @RealtimeListener}. To Spring it is a listener that
 * takes no event at all, so that nobody else calls it; conditions and proxies work as
 * they do for any other one.
 */
final class RealtimeListenerMethod extends ApplicationListenerMethodAdapter {

	private final String beanName;

	private final RealtimeListener settings;

	private final ListenerParameter parameter;

	private final ResolvableType payloadType;

	RealtimeListenerMethod(String beanName, Class<?> targetClass, Method method, RealtimeListener settings,
			ListenerParameter parameter) {
		super(beanName, targetClass, method);
		this.beanName = beanName;
		this.settings = settings;
		this.parameter = parameter;
		this.payloadType = ResolvableType.forMethodParameter(method, 0, targetClass);
	}

	@Override
	protected String getDefaultListenerId() {
		return this.beanName + "." + getTargetMethod().getName();
	}

	RealtimeListener settings() {
		return this.settings;
	}

	ListenerParameter parameter() {
		return this.parameter;
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		return false;
	}

	/**
	 * Call the method, if its condition matches.
	 * @param handover what it takes
	 * @throws Throwable what the method throws
	 */
	void call(Handover handover) throws Throwable {
		try {
			processEvent(new PayloadApplicationEvent<>(this, argument(handover), this.payloadType));
		}
		catch (UndeclaredThrowableException ex) {
			throw ex.getUndeclaredThrowable();
		}
	}

	private Object argument(Handover handover) {
		return switch (this.parameter.form()) {
			case EVENT -> handover.events().get(0);
			case LIST -> handover.events();
			case TRANSACTION -> changes(handover);
		};
	}

	@SuppressWarnings("unchecked")
	private static TransactionChanges<Object> changes(Handover handover) {
		return new TransactionChanges<>((List<RealtimeEvent<Object>>) (List<?>) handover.events(), handover.part(),
				handover.last());
	}

	@Override
	protected @Nullable Object @Nullable [] resolveArguments(ApplicationEvent event) {
		return (event instanceof PayloadApplicationEvent<?> handover && event.getSource() == this)
				? new Object[] { handover.getPayload() } : null;
	}

	@Override
	protected void handleResult(Object result) {
		// Not to be published: a method that publishes says so
	}

}

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

package dev.pgrealtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;

/**
 * An {@link EventListener} for committed changes with a delivery of its own: its failures
 * are retried and parked without another listener noticing, and it is neither slowed down
 * by others nor do they wait for it. An event is confirmed to the server when each of
 * them is done with it.
 * <p>
 * Methods are called by threads of their own, virtual ones where
 * {@code spring.threads.virtual.enabled} says so. An {@link EventListener} that is called
 * for the same event may be called before or after.
 * <p>
 * The method has one parameter: a {@link RealtimeEvent} or one of its kinds, such as
 * {@code EntityUpdated<Order>}; a {@code TransactionChanges<Order>}; or a list of events,
 * which are then those of one transaction, or of a part of it. A return value is ignored.
 * The parameter decides which events the method takes, so {@code @EventListener}'s own
 * {@code classes} cannot be given.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@EventListener
public @interface RealtimeListener {

	/**
	 * The name under which failures, parked events and the record of positions are kept.
	 * It has to be unique, and should stay the same when the method is renamed.
	 * @return the id; by default the name of the bean and the method, such as
	 * {@code invoices.onPaid}
	 */
	@AliasFor(annotation = EventListener.class, attribute = "id")
	String id() default "";

	/**
	 * A SpEL expression that the argument of the method has to match, as of
	 * {@link EventListener#condition()}.
	 * @return the expression, by default none
	 */
	@AliasFor(annotation = EventListener.class, attribute = "condition")
	String condition() default "";

	/**
	 * How many events the method handles at a time. Events of one key stay in order,
	 * whatever the number; with 1, all do. A {@code TRUNCATE} is handled alone. Whole
	 * transactions are handled one at a time.
	 * @return a positive number
	 */
	int concurrency() default 1;

	/**
	 * How often an event is tried before it is parked, or whatever
	 * {@code realtime.listener.on-exhausted} says.
	 * @return a positive number, or 0 for {@code realtime.listener.max-attempts}
	 */
	int maxAttempts() default 0;

	/**
	 * Whether the method runs in a transaction of the application, which also records the
	 * position of the event, so that the event is skipped when it comes again after a
	 * crash. What the method writes to the database of the application is then written
	 * once; other effects may still happen twice.
	 * @return whether positions are recorded
	 */
	boolean exactlyOnce() default false;

}

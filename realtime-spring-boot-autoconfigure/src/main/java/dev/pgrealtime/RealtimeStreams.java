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

import java.util.function.Predicate;

import reactor.core.publisher.Flux;

/**
 * The events as Reactor streams, for a controller of one's own. Available where Reactor
 * is on the class path. Safe for use by several threads.
 * <p>
 * A stream begins when it is subscribed to and is hot: what happened before is not in it.
 * Every subscriber has a buffer of its own, from which it takes events as fast as it
 * requests them, on a thread of its own; it never slows the others, nor the reading of
 * changes. The buffer holds {@code realtime.sse.buffer-size} events. A subscriber that
 * falls behind by more gets an {@link IllegalStateException} as the error of its stream,
 * because what follows would have a hole, and so does everybody when changes were missed:
 * whoever subscribes again, as with {@code retry}, reloads first. The stream completes
 * when the application stops.
 */
public interface RealtimeStreams {

	/**
	 * Return the changes of an entity, in commit order.
	 * @param <T> the entity type
	 * @param entityType a registered entity class, or a subclass of one
	 * @return the stream
	 * @throws IllegalArgumentException if the class is not a registered entity
	 */
	<T> Flux<RealtimeEvent<T>> of(Class<T> entityType);

	/**
	 * Return the changes of the rows that match a filter, in commit order. An update is
	 * among them if the row matched before it or matches after it, so the row may be one
	 * that leaves: one whose new entity no longer matches. Events that do not match take
	 * no room in the buffer.
	 * @param <T> the entity type
	 * @param entityType a registered entity class, or a subclass of one
	 * @param filter the filter as in the URL of a stream, such as {@code status=eq.PAID},
	 * {@code or=(status.eq.PAID,total.gt.100)} or {@code and=(...)}. Attributes have the
	 * names that they have in JSON, and those that are not in it do not exist
	 * @return the stream
	 * @throws IllegalArgumentException if the class is not a registered entity or the
	 * filter cannot be understood; the message of the latter may be shown to whoever sent
	 * it
	 */
	<T> Flux<RealtimeEvent<T>> of(Class<T> entityType, String filter);

	/**
	 * Return the changes that a predicate accepts, of all entities and in commit order.
	 * The predicate is evaluated on the thread of the subscriber, so it may take its
	 * time; until then every event takes room in the buffer.
	 * @param predicate accepts events. If it throws, the stream ends with that error
	 * @return the stream
	 */
	Flux<RealtimeEvent<?>> matching(Predicate<? super RealtimeEvent<?>> predicate);

	/**
	 * Return what transactions change, of all entities and in commit order, beginning
	 * with the next transaction. Nothing of a transaction is told before it has reached
	 * the stream as a whole, but for one with more than {@code realtime.sse.buffer-size}
	 * events, which arrives in several parts of that size. The buffer holds as many
	 * parts. If the connection to the server breaks between two parts, the transaction is
	 * told again from part 1.
	 * @return the stream
	 */
	Flux<TransactionChanges<?>> transactions();

}

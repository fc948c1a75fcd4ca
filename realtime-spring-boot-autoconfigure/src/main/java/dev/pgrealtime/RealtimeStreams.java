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

import reactor.core.publisher.Flux;

/**
 * The events as Reactor streams, for a controller of one's own. Available where Reactor
 * is on the class path.
 */
public interface RealtimeStreams {

	/**
	 * Return the changes of an entity from the moment of subscription on, in commit
	 * order.
	 * <p>
	 * The stream is hot: every subscriber has a bounded buffer of its own and never slows
	 * the others. A subscriber that falls behind by more than its buffer gets an
	 * {@link IllegalStateException} as the error of its stream, because what follows
	 * would have a hole. The stream completes when the application stops.
	 * @param <T> the entity type
	 * @param entityType a registered entity class, or a subclass of one
	 * @return the stream
	 * @throws IllegalArgumentException if the class is not a registered entity
	 */
	<T> Flux<RealtimeEvent<T>> of(Class<T> entityType);

}

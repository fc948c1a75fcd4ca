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

package dev.pgrealtime.test;

import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.AbstractListAssert;

import dev.pgrealtime.RealtimeEvent;

/**
 * Assertions about the events of an entity, in the order of the stream.
 *
 * @param <T> the entity type
 * @param <E> the type of the events
 */
public final class RealtimeEventListAssert<T, E extends RealtimeEvent<T>>
		extends AbstractListAssert<RealtimeEventListAssert<T, E>, List<? extends E>, E, RealtimeEventAssert<T, E>> {

	RealtimeEventListAssert(List<? extends E> actual) {
		super(actual, RealtimeEventListAssert.class);
		this.info.useRepresentation(RealtimeEventRepresentation.INSTANCE);
	}

	@Override
	protected RealtimeEventAssert<T, E> toAssert(E value, String description) {
		return new RealtimeEventAssert<T, E>(value).as(description);
	}

	@Override
	protected RealtimeEventListAssert<T, E> newAbstractIterableAssert(Iterable<? extends E> iterable) {
		List<E> elements = new ArrayList<>();
		iterable.forEach(elements::add);
		return new RealtimeEventListAssert<>(elements);
	}

}

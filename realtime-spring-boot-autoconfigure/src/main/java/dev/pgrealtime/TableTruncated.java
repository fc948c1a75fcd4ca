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

import org.jspecify.annotations.Nullable;

/**
 * The table of an entity was truncated: all its rows are gone. One statement that
 * truncates several tables gives an event for each entity. That an optional
 * {@code @SecondaryTable} alone was truncated is not reported, as its entities are still
 * there.
 *
 * @param <T> the entity type
 * @param metadata what the event says about its origin
 * @param cascade whether the statement said {@code CASCADE}
 * @param restartIdentity whether the statement said {@code RESTART IDENTITY}
 */
public record TableTruncated<T>(EventMetadata<T> metadata, boolean cascade,
		boolean restartIdentity) implements RealtimeEvent<T> {

	@Override
	public EventAction action() {
		return EventAction.TRUNCATE;
	}

	@Override
	public @Nullable EntityImage<T> oldImage() {
		return null;
	}

	@Override
	public @Nullable EntityImage<T> newImage() {
		return null;
	}

	@Override
	public @Nullable Object id() {
		return null;
	}

}

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

import org.assertj.core.presentation.StandardRepresentation;

import dev.pgrealtime.RealtimeEvent;

/**
 * Says of an event in a failure what a person wants to know first.
 */
final class RealtimeEventRepresentation extends StandardRepresentation {

	static final RealtimeEventRepresentation INSTANCE = new RealtimeEventRepresentation();

	@Override
	protected String fallbackToStringOf(Object object) {
		return (object instanceof RealtimeEvent<?> event) ? describe(event) : super.fallbackToStringOf(object);
	}

	private static String describe(RealtimeEvent<?> event) {
		return "%s of %s %s%s at %s".formatted(event.action(), event.model(), event.id(),
				event.changedAttributes().isEmpty() ? "" : " " + event.changedAttributes(), event.position());
	}

}

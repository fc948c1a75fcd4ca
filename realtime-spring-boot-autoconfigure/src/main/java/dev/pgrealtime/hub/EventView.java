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

package dev.pgrealtime.hub;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.FilterOutcome;

/**
 * How much of an event is told, and as what.
 */
enum EventView {

	/**
	 * Nothing.
	 */
	NOTHING,

	/**
	 * All of it.
	 */
	ALL,

	/**
	 * All of an update, after which the row is not wanted any more.
	 */
	LEAVING,

	/**
	 * An update without the row before it.
	 */
	NEW_ROW,

	/**
	 * An update without the row after it, which is out of sight.
	 */
	OLD_ROW;

	/**
	 * Return how an event is told. A row that may not be seen decides nothing: whether
	 * its filter would have matched it cannot be told from what the subscriber gets.
	 * @param event the event
	 * @param outcome what it means to the filter of the subscriber
	 * @param sight the rows that the subscriber may see
	 * @return the view
	 */
	static EventView of(RealtimeEvent<?> event, FilterOutcome outcome, Sight sight) {
		if (outcome == FilterOutcome.NONE) {
			return NOTHING;
		}
		if (event instanceof EntityUpdated<?>) {
			return ofUpdate(outcome, sight);
		}
		boolean seen = (event.newImage() != null) ? sight.showsNew() : sight.showsOld();
		return (seen || event instanceof TableTruncated<?>) ? ALL : NOTHING;
	}

	private static EventView ofUpdate(FilterOutcome outcome, Sight sight) {
		return switch (sight) {
			case NONE -> NOTHING;
			case OLD -> (outcome != FilterOutcome.ENTERING) ? OLD_ROW : NOTHING;
			case NEW -> (outcome != FilterOutcome.LEAVING) ? NEW_ROW : NOTHING;
			case BOTH -> (outcome == FilterOutcome.LEAVING) ? LEAVING : ALL;
		};
	}

	/**
	 * Return what is left of an event.
	 * @param event the event that this is a view of
	 * @return an event that knows nothing else, or {@code null} if there is nothing left
	 */
	@Nullable RealtimeEvent<?> show(RealtimeEvent<?> event) {
		return switch (this) {
			case NOTHING -> null;
			case ALL, LEAVING -> event;
			case NEW_ROW -> withoutOldRow((EntityUpdated<?>) event);
			case OLD_ROW -> withoutNewRow(event);
		};
	}

	private static <T> EntityUpdated<T> withoutOldRow(EntityUpdated<T> event) {
		return new EntityUpdated<>(event.metadata(), null, event.newImage(), event.id(), Set.of(),
				event.metadata().entity().attributes());
	}

	// The identifier of an update is that of its new row
	private static <T> @Nullable EntityDeleted<T> withoutNewRow(RealtimeEvent<T> event) {
		EntityImage<T> oldImage = event.oldImage();
		return (oldImage != null) ? new EntityDeleted<>(event.metadata(), oldImage, null, false) : null;
	}

}

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

package dev.pgrealtime.pipeline;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventSources;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.rowsecurity.EventRows;
import dev.pgrealtime.rowsecurity.EventRowsSource;

/**
 * Knows the rows behind the event that is being published, if they are those of one
 * table. They are read when somebody first asks. Belongs to the dispatcher thread.
 */
public final class PublishedRows implements EventRowsSource {

	private final EntityCatalog catalog;

	private @Nullable RealtimeEvent<?> event;

	private @Nullable EventSources sources;

	private @Nullable EventRows rows;

	/**
	 * Create an instance.
	 * @param catalog knows the tables of the entities
	 */
	public PublishedRows(EntityCatalog catalog) {
		this.catalog = catalog;
	}

	/**
	 * Return whether the rows of an entity can be known, as each is in one table.
	 * @param entity the entity
	 * @return {@code false} with {@code JOINED} inheritance or a {@code @SecondaryTable}
	 */
	public static boolean areKnown(RegisteredEntity entity) {
		return !entity.rows().isEmpty() && entity.rows().stream().allMatch((rows) -> rows.parts().size() == 1);
	}

	/**
	 * Know the rows of an event while it is published.
	 * @param event the event
	 * @param sources makes its source
	 * @param publish publishes it
	 */
	void whileKnown(RealtimeEvent<?> event, EventSources sources, Runnable publish) {
		this.event = event;
		this.sources = sources;
		try {
			publish.run();
		}
		finally {
			this.event = null;
			this.sources = null;
			this.rows = null;
		}
	}

	@Override
	public @Nullable EventRows rows(RealtimeEvent<?> event) {
		RealtimeEvent<?> published = this.event;
		if (published == null || this.sources == null || !published.position().equals(event.position())) {
			return null;
		}
		if (this.rows == null) {
			this.rows = read(event, this.sources);
		}
		return this.rows;
	}

	private @Nullable EventRows read(RealtimeEvent<?> event, EventSources sources) {
		return this.catalog.entities()
			.stream()
			.filter((entity) -> entity.model().channel().equals(event.channel()) && areKnown(entity))
			.findFirst()
			.map((entity) -> SourceRows.read(event, sources.of(event), entity.unobservedAttributes()))
			.orElse(null);
	}

}

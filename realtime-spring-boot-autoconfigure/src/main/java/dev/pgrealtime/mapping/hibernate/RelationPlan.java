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

package dev.pgrealtime.mapping.hibernate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.metamodel.mapping.EntityDiscriminatorMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;

/**
 * How the changes of one relation become events.
 * <p>
 * Of an entity with {@code @SoftDelete}, listeners see what JPA sees: a row that is
 * marked as deleted does not exist. Marking it is a delete, taking the mark away an
 * insert, and what happens to it in between is nothing. Where the replica identity does
 * not tell the old mark only the new one counts: every update of a marked row is a
 * delete, and an update that takes the mark away cannot be told from another.
 */
final class RelationPlan {

	private final Relation relation;

	private final MappedTable table;

	private final EntityPlan root;

	private final List<Integer> key;

	private final Map<String, EntityPlan> plans = new HashMap<>();

	private final boolean wholeHierarchy;

	private final @Nullable Discriminator discriminator;

	private final @Nullable SoftDelete softDelete;

	RelationPlan(Relation relation, MappedTable table, AttributeReaderFactory readers, ShortSession session) {
		this.relation = relation;
		this.table = table;
		table.entities().forEach((name, entity) -> this.plans.put(name, new EntityPlan(entity, readers, session)));
		EntityPersister persister = table.root().persister();
		EntityPlan rootPlan = this.plans.get(persister.getEntityName());
		this.root = (rootPlan != null) ? rootPlan : new EntityPlan(table.root(), readers, session);
		this.key = this.root.key();
		this.wholeHierarchy = persister.getSuperMappingType() == null;
		this.discriminator = discriminator(persister, readers);
		this.softDelete = softDelete(persister, readers);
	}

	private @Nullable Discriminator discriminator(EntityPersister persister, AttributeReaderFactory readers) {
		EntityDiscriminatorMapping mapping = persister.getDiscriminatorMapping();
		if (mapping == null || !mapping.hasPhysicalColumn()) {
			return null;
		}
		int column = requireColumn(mapping, readers, "the class of a row");
		return new Discriminator(column, mapping, readers.basic(column, mapping.getUnderlyingJdbcMapping()));
	}

	private @Nullable SoftDelete softDelete(EntityPersister persister, AttributeReaderFactory readers) {
		SoftDeleteMapping mapping = persister.getSoftDeleteMapping();
		if (mapping == null) {
			return null;
		}
		int column = requireColumn(mapping, readers, "whether a row is deleted");
		return new SoftDelete(column, mapping.getSoftDeleteStrategy(), readers.basic(column, mapping.getJdbcMapping()));
	}

	private int requireColumn(SelectableMapping mapping, AttributeReaderFactory readers, String purpose) {
		Integer column = readers.index(mapping.getSelectionExpression());
		if (column == null) {
			throw new MappingException(
					"The publication leaves out the column %s of %s.%s, which tells %s".formatted(
							mapping.getSelectionExpression(), this.relation.schema(), this.relation.name(), purpose),
					"Publish the column, or remove the registration of the entity.");
		}
		return column;
	}

	@Nullable RealtimeEvent<?> insert(Insert change, RowPlace place) {
		Row row = row(change.newRow(), false, null);
		return isDeleted(row, place) ? null : inserted(row, place);
	}

	@Nullable RealtimeEvent<?> update(Update change, RowPlace place) {
		OldRow old = change.oldRow();
		Row oldRow = (old != null) ? row(old.tuple(), old.keyOnly(), null) : null;
		Row newRow = row(change.newRow(), false, oldRow);
		boolean wasDeleted = oldRow != null && isDeleted(oldRow, place);
		if (isDeleted(newRow, place)) {
			return wasDeleted ? null
					: deleted((oldRow != null) ? oldRow : row(change.newRow(), true, null), newRow, true, place);
		}
		return wasDeleted ? inserted(newRow, place) : updated(newRow, oldRow, place);
	}

	@Nullable RealtimeEvent<?> delete(Delete change, RowPlace place) {
		Row row = row(change.oldRow().tuple(), change.oldRow().keyOnly(), null);
		return isDeleted(row, place) ? null : deleted(row, row, false, place);
	}

	/**
	 * Tell every registration of the table that it is empty now.
	 * @param change the statement
	 * @param place where it stands in the stream
	 * @return an event for each registration, at the same place
	 */
	List<RealtimeEvent<?>> truncate(Truncate change, RowPlace place) {
		List<RealtimeEvent<?>> events = new ArrayList<>();
		for (MappedEntity entity : this.table.roots()) {
			events
				.add(new TableTruncated<>(place.metadata(entity.model()), change.cascade(), change.restartIdentity()));
		}
		return events;
	}

	private @Nullable RealtimeEvent<?> inserted(Row row, RowPlace place) {
		EntityPlan plan = plan(row, place);
		if (plan == null) {
			return null;
		}
		EntityImage<Object> image = plan.image(row, place);
		return new EntityInserted<>(place.metadata(plan.model()), image, plan.id(row, image));
	}

	private @Nullable RealtimeEvent<?> updated(Row newRow, @Nullable Row oldRow, RowPlace place) {
		// The old row too becomes an instance of the class of the new one, even if the
		// update changed the discriminator: an event is of one class.
		EntityPlan plan = plan(newRow, place);
		if (plan == null) {
			return null;
		}
		EntityImage<Object> oldImage = (oldRow != null) ? plan.image(oldRow, place) : null;
		EntityImage<Object> newImage = plan.image(newRow, place);
		AttributeChanges changes = plan.changes(newRow, oldRow);
		return new EntityUpdated<>(place.metadata(plan.model()), oldImage, newImage, plan.id(newRow, newImage),
				changes.changed(), changes.undetermined());
	}

	private @Nullable RealtimeEvent<?> deleted(Row row, Row classRow, boolean softDelete, RowPlace place) {
		EntityPlan plan = plan(classRow, place);
		if (plan == null) {
			return null;
		}
		EntityImage<Object> image = plan.image(row, place);
		return new EntityDeleted<>(place.metadata(plan.model()), image, plan.id(row, image), softDelete);
	}

	private @Nullable EntityPlan plan(Row row, RowPlace place) {
		if (this.discriminator == null) {
			return this.root;
		}
		if (row.source(this.discriminator.column()) == null) {
			return requireWholeHierarchy(row, place);
		}
		return this.plans.get(this.discriminator.entityName(row, place));
	}

	private EntityPlan requireWholeHierarchy(Row row, RowPlace place) {
		// The row tells its key but not its class. If all classes of the table are
		// registered it is one of them, and the topmost is what can be said of it.
		if (!this.wholeHierarchy) {
			throw place.failure("The class of a row is unknown", row,
					new IllegalStateException("The discriminator is not told, which REPLICA IDENTITY FULL would mend"));
		}
		return this.root;
	}

	private boolean isDeleted(Row row, RowPlace place) {
		return this.softDelete != null && Boolean.TRUE.equals(this.softDelete.isDeleted(row, place));
	}

	private Row row(Tuple tuple, boolean keyOnly, @Nullable Row fallback) {
		return new Row(this.relation, this.key, tuple, keyOnly, fallback);
	}

}

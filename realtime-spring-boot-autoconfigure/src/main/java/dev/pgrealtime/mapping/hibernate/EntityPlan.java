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

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.HostConnectionException;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;

/**
 * How rows of one relation become instances of one entity class.
 */
final class EntityPlan {

	private final EntityModel<Object> model;

	private final EntityPersister persister;

	private final ShortSession session;

	private final List<AttributeReader> attributes;

	private final AttributeNames names;

	private final boolean identifierPublished;

	private final int[] key;

	private final BitSet neverKnown = new BitSet();

	private final Set<String> unknownOfWholeRow;

	/**
	 * The set that the last incomplete row had, which the next one most likely has too.
	 */
	private BitSet lastUnknown = new BitSet();

	private Set<String> unknownOfLastRow = Set.of();

	EntityPlan(MappedEntity entity, AttributeReaderFactory readers, ShortSession session) {
		this.model = entity.model();
		this.persister = entity.persister();
		this.session = session;
		this.names = entity.names();
		this.attributes = new ArrayList<>();
		for (EntityAttribute attribute : entity.attributes()) {
			AttributeReader reader = entity.excludes(attribute) ? readers.excluded(attribute)
					: readers.published(attribute);
			this.neverKnown.set(this.attributes.size(), reader.reader() == null);
			this.attributes.add(reader);
		}
		this.unknownOfWholeRow = this.names.subset(this.neverKnown);
		List<AttributeReader> identifier = this.attributes.stream()
			.filter((attribute) -> attribute.attribute().identifier())
			.toList();
		this.identifierPublished = identifier.stream().allMatch((attribute) -> attribute.reader() != null);
		this.key = identifier.stream().flatMapToInt((attribute) -> Arrays.stream(attribute.columns())).toArray();
	}

	EntityModel<Object> model() {
		return this.model;
	}

	/**
	 * Make the entity of a row.
	 * @param row the row
	 * @param place where the row stands in the stream
	 * @return the entity, and what is unknown about it
	 * @throws EventDecodingException if an attribute cannot hold its value
	 */
	EntityImage<Object> image(Row row, RowPlace place) {
		if (this.persister.isAbstract()) {
			return reference(row, place);
		}
		Object entity = instantiate(row, place);
		BitSet unknown = null;
		for (int i = 0; i < this.attributes.size(); i++) {
			AttributeReader attribute = this.attributes.get(i);
			ValueReader reader = attribute.reader();
			boolean known = reader == null
					|| (row.knows(attribute.columns()) && transfer(attribute, reader, row, entity, place));
			if (!known) {
				unknown = (unknown != null) ? unknown : (BitSet) this.neverKnown.clone();
				unknown.set(i);
			}
		}
		EnhancedEntity.forgetChanges(entity);
		return new EntityImage<>(entity, (unknown != null) ? share(unknown) : this.unknownOfWholeRow);
	}

	private Object instantiate(Row row, RowPlace place) {
		try {
			return this.persister.getRepresentationStrategy().getInstantiator().instantiate();
		}
		catch (RuntimeException ex) {
			throw place.failure("No instance of %s can be made".formatted(this.model.name()), row, ex);
		}
	}

	private boolean transfer(AttributeReader attribute, ValueReader reader, Row row, Object entity, RowPlace place) {
		try {
			Object value = reader.read(row);
			if (value instanceof ValueReader.Unknown) {
				return false;
			}
			attribute.attribute().setter().accept(entity, value);
			return true;
		}
		catch (HostConnectionException | PgOutputProtocolException ex) {
			throw ex;
		}
		catch (SQLException | RuntimeException ex) {
			throw failure(attribute, row, place, ex);
		}
	}

	private EntityImage<Object> reference(Row row, RowPlace place) {
		// The row of a hierarchy told its key only, and not of which class it is: all
		// there is to say of the abstract class is the identifier.
		AttributeReader id = this.attributes.get(0);
		BitSet unknown = new BitSet();
		unknown.set(1, this.attributes.size());
		try {
			ValueReader reader = id.reader();
			Object value = (reader != null && row.knows(id.columns())) ? reader.read(row) : null;
			if (value == null || this.persister.getIdentifierMapping() instanceof NonAggregatedIdentifierMapping) {
				throw new IllegalStateException("Neither the class nor the whole identifier of the row is known");
			}
			return new EntityImage<>(this.session.reference(this.persister, value), share(unknown));
		}
		catch (HostConnectionException | PgOutputProtocolException ex) {
			throw ex;
		}
		catch (SQLException | RuntimeException ex) {
			throw failure(id, row, place, ex);
		}
	}

	private EventDecodingException failure(AttributeReader attribute, Row row, RowPlace place, Exception cause) {
		return place.failure("Attribute '%s' of %s cannot be read: the value is %s".formatted(attribute.name(),
				this.model.name(), RowPlace.describe(Arrays.stream(attribute.columns()), row)), row, cause);
	}

	/**
	 * Return the identifier of an entity.
	 * @param row the row
	 * @param image the entity that was made of it
	 * @return the identifier, or {@code null} if the row does not tell all of it
	 */
	@Nullable Object id(Row row, EntityImage<Object> image) {
		return (this.identifierPublished && row.knows(this.key))
				? this.persister.getIdentifierMapping().getIdentifier(image.entity()) : null;
	}

	/**
	 * Return the indexes of the published columns of the identifier.
	 * @return the indexes
	 */
	List<Integer> key() {
		return Arrays.stream(this.key).boxed().toList();
	}

	AttributeChanges changes(Row newRow, @Nullable Row oldRow) {
		return AttributeChanges.between(this.attributes, this.names, newRow, oldRow);
	}

	private Set<String> share(BitSet unknown) {
		if (!unknown.equals(this.lastUnknown)) {
			this.lastUnknown = unknown;
			this.unknownOfLastRow = this.names.subset(unknown);
		}
		return this.unknownOfLastRow;
	}

}

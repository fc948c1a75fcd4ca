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
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.DiscriminatorMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityAssociationMapping;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.descriptor.jdbc.AggregateJdbcType;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.ColumnDecoder;
import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.hibernate.EmbeddedReader.Absence;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Makes the readers of attributes for the columns of an entity. Lane and column of each
 * value are chosen here, once, and not for every row.
 */
final class AttributeReaderFactory {

	private static final int OID = 26;

	private final Columns columns;

	private final DriverHost driver;

	private final ShortSession session;

	private final @Nullable FastLane fastLane;

	AttributeReaderFactory(Columns columns, DriverHost driver, ShortSession session, @Nullable FastLane fastLane) {
		this.columns = columns;
		this.driver = driver;
		this.session = session;
		this.fastLane = fastLane;
	}

	AttributeReader published(EntityAttribute attribute) {
		SortedSet<Integer> found = new TreeSet<>();
		ValueReader reader = reader(attribute.part(), attribute.identifier() ? Absence.ANY_NULL : Absence.ALL_NULL,
				found);
		return new AttributeReader(attribute, found.stream().mapToInt(Integer::intValue).toArray(), reader);
	}

	AttributeReader excluded(EntityAttribute attribute) {
		return new AttributeReader(attribute, new int[0], null);
	}

	/**
	 * Find a column without which no row can be understood.
	 * @param selectable the column
	 * @param purpose what it tells
	 * @return the index
	 * @throws MappingException if the column is not published
	 */
	int require(SelectableMapping selectable, String purpose) {
		Integer index = this.columns.index(selectable);
		if (index == null) {
			throw new MappingException(
					"The publication leaves out the column %s of %s, which tells %s"
						.formatted(selectable.getSelectionExpression(), this.columns.table(), purpose),
					"Publish the column, or remove the registration of the entity.");
		}
		return index;
	}

	private @Nullable ValueReader reader(ModelPart part, Absence absence, SortedSet<Integer> found) {
		if (part instanceof PluralAttributeMapping) {
			return null;
		}
		if (part instanceof EntityAssociationMapping association) {
			return reference(association, found);
		}
		if (part instanceof DiscriminatedAssociationModelPart any) {
			return any(any, found);
		}
		if (part instanceof EmbeddableValuedModelPart embeddable) {
			return embedded(embeddable, absence, found);
		}
		if (part instanceof BasicValuedModelPart basic) {
			return selectable(basic, found);
		}
		return null;
	}

	private @Nullable ValueReader selectable(SelectableMapping selectable, SortedSet<Integer> found) {
		Integer index = selectable.isFormula() ? null : this.columns.index(selectable);
		if (index == null) {
			return null;
		}
		found.add(index);
		return isReadFromColumn(selectable, index) ? value(index, selectable.getJdbcMapping()) : null;
	}

	private boolean isReadFromColumn(SelectableMapping selectable, int index) {
		boolean largeObject = this.columns.get(index).typeOid() == OID && UnreadableColumns.isLargeObject(selectable);
		return !largeObject && UnreadableColumns.expression(selectable) == null;
	}

	private ValueReader value(int index, JdbcMapping mapping) {
		EmbeddableMappingType embeddable = CompositeReader.embeddable(mapping.getJdbcType());
		if (embeddable == null) {
			return basic(index, mapping);
		}
		CompositeReader composite = new CompositeReader(this.driver, this.columns.get(index).typeOid(),
				(type) -> of(new CompositeColumns(new RelationColumns(type))).composite(embeddable));
		return (mapping.getJdbcType() instanceof AggregateJdbcType) ? new StructReader(index, composite)
				: new StructArrayReader(index, composite, mapping, this.driver, this.session);
	}

	private AttributeReaderFactory of(Columns columns) {
		return new AttributeReaderFactory(columns, this.driver, this.session, this.fastLane);
	}

	private ValueReader composite(EmbeddableMappingType type) {
		ValueReader reader = unfolded(type.getEmbeddedValueMapping(), Absence.NONE, new TreeSet<>());
		if (reader == null) {
			throw new IllegalArgumentException(
					"Not all attributes of the type %s can be read".formatted(this.columns.table()));
		}
		return reader;
	}

	BasicReader basic(int index, JdbcMapping mapping) {
		Relation.Column column = this.columns.get(index);
		ColumnDecoder decoder = (this.fastLane != null)
				? this.fastLane.find(this.driver.baseType(column.typeOid()), mapping) : null;
		return new BasicReader(index, mapping, decoder, this.driver.column(column), this.session);
	}

	private @Nullable ValueReader reference(EntityAssociationMapping association, SortedSet<Integer> found) {
		if (association.getSideNature() != ForeignKeyDescriptor.Nature.KEY) {
			return null;
		}
		ModelPart keyPart = association.getForeignKeyDescriptor().getKeyPart();
		EntityIdentifierMapping targetId = association.getAssociatedEntityMappingType().getIdentifierMapping();
		ValueReader key = reader(keyPart, Absence.ANY_NULL, found);
		if (key instanceof EmbeddedReader embedded && targetId instanceof NonAggregatedIdentifierMapping composite) {
			key = identifierClass(embedded, composite.getMappedIdEmbeddableTypeDescriptor());
		}
		EntityPersister target = association.getAssociatedEntityMappingType().getEntityPersister();
		return (key != null && association.isReferenceToPrimaryKey() && ShortSession.canRefer(target))
				? new ReferenceReader(key, target, this.session) : null;
	}

	private @Nullable ValueReader any(DiscriminatedAssociationModelPart part, SortedSet<Integer> found) {
		ValueReader key = selectable(part.getKeyPart(), found);
		DiscriminatorMapping discriminator = part.getDiscriminatorMapping();
		Integer index = this.columns.index(discriminator);
		if (index == null || key == null) {
			return null;
		}
		found.add(index);
		return new AnyReader(basic(index, discriminator.getUnderlyingJdbcMapping()), key, part, this.session);
	}

	private static ValueReader identifierClass(EmbeddedReader key, EmbeddableMappingType type) {
		// Where the entity has an association its identifier class may have the key.
		List<ValueReader> parts = new ArrayList<>();
		for (int i = 0; i < key.parts().size(); i++) {
			boolean bare = !(type.getAttributeMapping(i) instanceof EntityAssociationMapping);
			parts.add((bare && key.parts().get(i) instanceof ReferenceReader reference) ? reference.key()
					: key.parts().get(i));
		}
		return new EmbeddedReader(parts, type.getRepresentationStrategy().getInstantiator(), Absence.ANY_NULL);
	}

	private @Nullable ValueReader embedded(EmbeddableValuedModelPart part, Absence absence, SortedSet<Integer> found) {
		SelectableMapping aggregate = part.getEmbeddableTypeDescriptor().getAggregateMapping();
		return (aggregate != null) ? selectable(aggregate, found) : unfolded(part, absence, found);
	}

	private @Nullable ValueReader unfolded(EmbeddableValuedModelPart part, Absence absence, SortedSet<Integer> found) {
		EmbeddableMappingType type = part.getEmbeddableTypeDescriptor();
		if (type.isPolymorphic()) {
			return polymorphic(part, found);
		}
		List<ValueReader> parts = parts(part, (absence == Absence.ANY_NULL) ? absence : Absence.ALL_NULL, found);
		return (parts != null) ? new EmbeddedReader(parts, type.getRepresentationStrategy().getInstantiator(), absence)
				: null;
	}

	private @Nullable ValueReader polymorphic(EmbeddableValuedModelPart part, SortedSet<Integer> found) {
		EmbeddableMappingType type = part.getEmbeddableTypeDescriptor();
		List<ValueReader> parts = parts(part, Absence.ALL_NULL, found);
		Integer index = this.columns.index(type.getDiscriminatorMapping());
		if (parts == null || index == null) {
			return null;
		}
		found.add(index);
		return new PolymorphicEmbeddedReader(basic(index, type.getDiscriminatorMapping().getUnderlyingJdbcMapping()),
				parts, type);
	}

	private @Nullable List<ValueReader> parts(EmbeddableValuedModelPart part, Absence absence,
			SortedSet<Integer> found) {
		// All columns are found even if one part cannot be read: that one of them changed
		// is known nevertheless.
		EmbeddableMappingType type = part.getEmbeddableTypeDescriptor();
		List<ValueReader> parts = new ArrayList<>();
		for (int i = 0; i < type.getNumberOfAttributeMappings(); i++) {
			ValueReader reader = reader(type.getAttributeMapping(i), absence, found);
			if (reader != null) {
				parts.add(reader);
			}
		}
		boolean complete = parts.size() == type.getNumberOfAttributeMappings()
				&& part.getParentInjectionAttributePropertyAccess() == null;
		return complete ? parts : null;
	}

	/**
	 * Makes factories for one connection.
	 */
	@FunctionalInterface
	interface Source {

		AttributeReaderFactory of(Columns columns);

	}

}

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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.mapping.TableName;

/**
 * A concrete or abstract entity class that a registration covers.
 *
 * @param persister how Hibernate maps it
 * @param model how events describe it
 * @param attributes its attributes, the identifier first
 * @param names the names of the attributes, in the same order
 * @param exclude the names of the attributes that no event may carry
 * @param tenant the path to the attribute that says to which tenant a row belongs, empty
 * if rows are everybody's
 */
record MappedEntity(EntityPersister persister, EntityModel<Object> model, List<EntityAttribute> attributes,
		AttributeNames names, Set<String> exclude, String tenant) {

	@SuppressWarnings("unchecked")
	static MappedEntity of(EntityPersister persister, RealtimeRegistry.Registration registration, String channel) {
		List<EntityAttribute> attributes = EntityAttribute.of(persister);
		AttributeNames names = new AttributeNames(attributes.stream().map(EntityAttribute::name).toList());
		EntityModel<?> model = new EntityModel<>(name(persister), persister.getMappedClass(), channel, names.all());
		return new MappedEntity(persister, (EntityModel<Object>) model, attributes, names, registration.exclude(),
				registration.tenant());
	}

	static String name(EntityPersister persister) {
		String name = persister.getJpaEntityName();
		return (name != null) ? name : persister.getEntityName();
	}

	/**
	 * Return how far the class is from the root of its hierarchy.
	 * @return the number of superclasses that are entities
	 */
	int depth() {
		int depth = 0;
		for (EntityMappingType parent = this.persister.getSuperMappingType(); parent != null; parent = parent
			.getSuperMappingType()) {
			depth++;
		}
		return depth;
	}

	/**
	 * Find the columns that hold an attribute.
	 * @param attribute the attribute
	 * @param action takes the table and the name of each column
	 */
	void forEachColumn(EntityAttribute attribute, BiConsumer<TableName, String> action) {
		if (attribute.part() instanceof PluralAttributeMapping) {
			return;
		}
		List<EntityTable> tables = EntityTable.of(this.persister);
		attribute.part().forEachSelectable((index, column) -> {
			for (EntityTable table : tables) {
				boolean holds = tables.size() == 1 || table.expression().equals(column.getContainingTableExpression());
				if (holds && !column.isFormula()) {
					action.accept(table.name(), SqlNames.identifier(column.getSelectionExpression()));
				}
			}
		});
	}

	/**
	 * Return whether any event can know an attribute.
	 * @param attribute the attribute
	 * @return {@code true} if it has a column and is not excluded
	 */
	boolean observes(EntityAttribute attribute) {
		Set<String> columns = new HashSet<>();
		forEachColumn(attribute, (table, column) -> columns.add(column));
		return !columns.isEmpty() && !excludes(attribute);
	}

	boolean excludes(EntityAttribute attribute) {
		return this.exclude.contains(attribute.name());
	}

	/**
	 * Return whether an attribute says to which tenant a row belongs.
	 * @param attribute the attribute
	 * @return {@code true} if it does, or a part of it
	 */
	boolean tellsTenant(EntityAttribute attribute) {
		return this.tenant.equals(attribute.name()) || this.tenant.startsWith(attribute.name() + ".");
	}

}

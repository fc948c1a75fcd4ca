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

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.hibernate.metamodel.mapping.EntityDiscriminatorMapping;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.persister.entity.EntityPersister;

import dev.pgrealtime.pgoutput.Relation;

/**
 * Says in the log, once each, in what the shape of a table differs from the mapping and
 * events nevertheless go on.
 */
final class ShapeReport {

	private static final Log logger = LogFactory.getLog(ShapeReport.class);

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	void compare(Relation relation, MappedTable table) {
		Set<String> published = new LinkedHashSet<>();
		relation.columns().forEach((column) -> published.add(column.name()));
		Set<String> identity = new LinkedHashSet<>();
		relation.columns().stream().filter(Relation.Column::key).forEach((column) -> identity.add(column.name()));
		Set<String> unmapped = new LinkedHashSet<>(published);
		for (MappedEntity entity : members(table)) {
			for (EntityAttribute attribute : entity.attributes()) {
				entity.forEachColumn(attribute, (owner, column) -> {
					if (owner.equals(table.name())) {
						unmapped.remove(column);
						if (!published.contains(column) && !entity.excludes(attribute)) {
							missing(relation, column, attribute, entity);
						}
						else if (entity.tellsTenant(attribute) && !identity.contains(column)) {
							withoutOldTenant(relation, column, entity);
						}
					}
				});
			}
			unmapped.removeAll(columnsWithoutAttribute(entity.persister(), table));
		}
		unmapped.forEach((column) -> unmapped(relation, column));
	}

	private static Collection<MappedEntity> members(MappedTable table) {
		Set<MappedEntity> members = new LinkedHashSet<>(table.roots());
		members.addAll(table.entities().values());
		return members;
	}

	private static Set<String> columnsWithoutAttribute(EntityPersister persister, MappedTable table) {
		Set<String> columns = new HashSet<>();
		EntityTable.of(persister)
			.stream()
			.filter((candidate) -> candidate.name().equals(table.name()))
			.forEach((candidate) -> columns.addAll(candidate.keyColumns()));
		EntityDiscriminatorMapping discriminator = persister.getDiscriminatorMapping();
		if (discriminator != null && discriminator.hasPhysicalColumn() && !discriminator.isFormula()) {
			columns.add(SqlNames.identifier(discriminator.getSelectionExpression()));
		}
		SoftDeleteMapping softDelete = persister.getSoftDeleteMapping();
		if (softDelete != null) {
			columns.add(SqlNames.identifier(softDelete.getColumnName()));
		}
		return columns;
	}

	private void missing(Relation relation, String column, EntityAttribute attribute, MappedEntity entity) {
		String message = "Attribute '%s' of %s is unknown in events: column %s of %s.%s is not published. "
			.formatted(attribute.name(), entity.model().name(), column, relation.schema(), relation.name())
				+ "Add or rename the column, or publish it, or remove the attribute.";
		if (this.reported.add(message)) {
			logger.warn(message);
		}
	}

	private void withoutOldTenant(Relation relation, String column, MappedEntity entity) {
		String message = ("Whose an old row of %s was is unknown: the replica identity of %s.%s does not have column %s. "
				+ "With every update and delete, clients of other tenants are told to reload. Have the whole row in it, "
				+ "which excluded attributes and virtual generated columns prevent, or an index with that column.")
			.formatted(entity.model().name(), relation.schema(), relation.name(), column);
		if (this.reported.add(message)) {
			logger.warn(message);
		}
	}

	private void unmapped(Relation relation, String column) {
		String message = "Ignoring column %s of %s.%s, which no attribute is mapped to".formatted(column,
				relation.schema(), relation.name());
		if (this.reported.add(message)) {
			logger.info(message);
		}
	}

}

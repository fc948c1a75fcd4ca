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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.hibernate.metamodel.mapping.EntityDiscriminatorMapping;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.EntityRows;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.mapping.TenantAttribute;

/**
 * A registration, and the entity classes that it covers.
 *
 * @param root the entity that was registered
 * @param entities the entity and its subclasses
 * @param registration the registration
 * @param tenant says to which tenant a row belongs, or {@code null} if rows are
 * everybody's
 * @param split how their rows are split up between tables, or {@code null} if each is in
 * one table
 */
record MappedHierarchy(MappedEntity root, List<MappedEntity> entities, RealtimeRegistry.Registration registration,
		@Nullable TenantAttribute tenant, @Nullable SplitHierarchy split) {

	static MappedHierarchy of(Registrations.Owner owner, List<EntityPersister> members) {
		TenantAttribute tenant = TenantAttributes.find(owner);
		RealtimeRegistry.Registration registration = registration(owner, tenant);
		String channel = channel(owner);
		List<MappedEntity> entities = members.stream()
			.map((member) -> MappedEntity.of(member, registration, channel))
			.toList();
		MappedEntity root = MappedEntity.of(owner.root(), registration, channel);
		MappedHierarchy hierarchy = new MappedHierarchy(root, entities, registration, tenant, split(entities));
		hierarchy.requireExcludable();
		entities.forEach(UnreadableColumns::refuse);
		hierarchy.requireWholeSplit();
		hierarchy.requireKnownClass();
		hierarchy.requireObservedTenant();
		return hierarchy;
	}

	// Whose a row was is in the old row
	private static RealtimeRegistry.Registration registration(Registrations.Owner owner,
			@Nullable TenantAttribute tenant) {
		if (tenant == null) {
			return owner.registration();
		}
		RealtimeRegistry.Registration registration = owner.registration().withTenant(tenant.path());
		return (registration.replicaIdentity() == ReplicaIdentity.DEFAULT)
				? registration.withReplicaIdentity(ReplicaIdentity.FULL) : registration;
	}

	private static String channel(Registrations.Owner owner) {
		if (!owner.registration().channel().isEmpty()) {
			return owner.registration().channel();
		}
		List<TableName> tables = tables(owner.root());
		return tables.isEmpty() ? MappedEntity.name(owner.root()).toLowerCase(Locale.ROOT) : tables.get(0).name();
	}

	EntityModel<Object> model() {
		return this.root.model();
	}

	RegisteredEntity toRegisteredEntity() {
		List<TableName> tables = this.entities.stream()
			.flatMap((entity) -> tables(entity.persister()).stream())
			.distinct()
			.toList();
		return new RegisteredEntity(model(), this.registration.replicaIdentity(), tables, excludedColumns(),
				unobservedAttributes(), rows(), this.tenant);
	}

	private List<EntityRows> rows() {
		if (this.split != null) {
			return List.of(new EntityRows(this.split.tables().stream().map(EntityTable::keyed).toList()));
		}
		return this.entities.stream()
			.flatMap((entity) -> EntityTable.of(entity.persister()).stream())
			.map((table) -> new EntityRows(List.of(table.keyed())))
			.distinct()
			.toList();
	}

	private Map<TableName, Set<String>> excludedColumns() {
		Map<TableName, Set<String>> excluded = new HashMap<>();
		Map<TableName, Set<String>> wanted = new HashMap<>();
		for (MappedEntity entity : this.entities) {
			for (EntityAttribute attribute : entity.attributes()) {
				entity.forEachColumn(attribute,
						(table, column) -> (entity.excludes(attribute) ? excluded : wanted)
							.computeIfAbsent(table, (key) -> new HashSet<>())
							.add(column));
			}
		}
		excluded.forEach((table, columns) -> columns.removeAll(wanted.getOrDefault(table, Set.of())));
		return excluded;
	}

	private Set<String> unobservedAttributes() {
		Set<String> unobserved = new HashSet<>();
		for (MappedEntity entity : this.entities) {
			if (!entity.persister().isAbstract()) {
				entity.attributes()
					.stream()
					.filter((attribute) -> !entity.observes(attribute))
					.forEach((attribute) -> unobserved.add(attribute.name()));
			}
		}
		return unobserved;
	}

	boolean isRelatedTo(MappedHierarchy other) {
		return this.root.persister()
			.getRootEntityDescriptor()
			.getEntityName()
			.equals(other.root.persister().getRootEntityDescriptor().getEntityName());
	}

	/**
	 * Return the tables of an entity, first the one that holds its identifier.
	 * @param entity the entity
	 * @return the tables, none for an abstract class without a table of its own
	 * @throws MappingException if it is mapped to a query
	 */
	static List<TableName> tables(EntityPersister entity) {
		List<TableName> tables = EntityTable.of(entity).stream().map(EntityTable::name).toList();
		if (tables.isEmpty() && !entity.isAbstract()) {
			throw new MappingException("%s is mapped to a query, not to a table".formatted(MappedEntity.name(entity)),
					"Register the entities of the tables that the query reads.");
		}
		return tables;
	}

	private static @Nullable SplitHierarchy split(List<MappedEntity> entities) {
		return entities.stream().anyMatch((entity) -> tables(entity.persister()).size() > 1)
				? new SplitHierarchy(entities) : null;
	}

	private void requireWholeSplit() {
		if (this.split == null) {
			return;
		}
		if (this.root.persister().getSuperMappingType() != null) {
			throw new MappingException(
					"%s has its rows in several tables, which it shares with classes that are not registered"
						.formatted(model().name()),
					"Register the root of the hierarchy, it covers the subclasses.");
		}
		for (MappedEntity entity : this.entities) {
			if (entity.persister().isAbstract() && !canRefer(entity.persister())) {
				throw new MappingException(
						"%s is abstract, and an update of its table alone tells neither the class nor enough to refer to it"
							.formatted(entity.model().name()),
						"Make it a concrete class, or remove the registration.");
			}
		}
	}

	private void requireExcludable() {
		for (String excluded : this.registration.exclude()) {
			List<EntityAttribute> found = new ArrayList<>(named(excluded, this.root));
			this.entities.forEach((entity) -> found.addAll(named(excluded, entity)));
			if (found.isEmpty()) {
				throw new MappingException("%s has no attribute '%s' to exclude".formatted(model().name(), excluded),
						"Name one of %s.".formatted(model().attributes()));
			}
			if (found.get(0).identifier()) {
				throw new MappingException("The attribute '%s' of %s identifies it and cannot be excluded"
					.formatted(excluded, model().name()), "Remove it from the exclusions.");
			}
		}
	}

	private void requireObservedTenant() {
		if (this.tenant != null && unobservedAttributes().contains(this.tenant.root())) {
			throw new MappingException(
					"The attribute '%s', which is to tell the tenant of %s, is excluded or has no column of its tables"
						.formatted(this.tenant.path(), model().name()),
					"Name another attribute as tenant, or remove it from the exclusions.");
		}
	}

	private static List<EntityAttribute> named(String name, MappedEntity entity) {
		return entity.attributes().stream().filter((attribute) -> attribute.name().equals(name)).toList();
	}

	private void requireKnownClass() {
		EntityDiscriminatorMapping discriminator = this.root.persister().getDiscriminatorMapping();
		if (discriminator == null || tables(this.root.persister()).isEmpty()) {
			return;
		}
		if (discriminator.hasPhysicalColumn() && discriminator.isFormula()) {
			throw new MappingException(
					"The discriminator of %s is a formula, which only a query can compute".formatted(model().name()),
					"Use a discriminator column, or remove the registration.");
		}
		if (this.registration.replicaIdentity() != ReplicaIdentity.FULL || !this.registration.exclude().isEmpty()) {
			requireTellingKey(discriminator);
		}
	}

	private void requireTellingKey(EntityDiscriminatorMapping discriminator) {
		EntityPersister persister = this.root.persister();
		if (discriminator.hasPhysicalColumn() && persister.isAbstract() && !canRefer(persister)) {
			throw new MappingException(
					"%s is abstract, and without replica identity FULL a deleted row tells neither its class nor enough to refer to it"
						.formatted(model().name()),
					"Use replica identity FULL.");
		}
		if (discriminator.hasPhysicalColumn() && persister.getSuperMappingType() != null) {
			throw new MappingException(
					"%s shares its table with classes that are not registered, and without replica identity FULL the class of a deleted row is unknown"
						.formatted(model().name()),
					"Use replica identity FULL, or register the root of the hierarchy.");
		}
	}

	private static boolean canRefer(EntityPersister entity) {
		return ShortSession.canRefer(entity)
				&& !(entity.getIdentifierMapping() instanceof NonAggregatedIdentifierMapping);
	}

}

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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;

/**
 * The registered entities and their tables, checked for what cannot work.
 *
 * @param entities the registered entities
 * @param tables the tables of their rows, by name
 */
record EntityMappings(List<RegisteredEntity> entities, Map<TableName, MappedTable> tables) {

	static EntityMappings of(SessionFactoryImplementor factory,
			Collection<RealtimeRegistry.Registration> programmatic) {
		List<EntityPersister> persisters = new ArrayList<>();
		factory.getMappingMetamodel().forEachEntityDescriptor(persisters::add);
		persisters.sort(Comparator.comparing(EntityPersister::getEntityName));
		requireEntities(factory, persisters, programmatic);
		List<MappedHierarchy> hierarchies = hierarchies(persisters, new Registrations(programmatic));
		requireOwnChannels(hierarchies);
		return new EntityMappings(hierarchies.stream().map(MappedHierarchy::toRegisteredEntity).toList(),
				tables(hierarchies));
	}

	private static List<MappedHierarchy> hierarchies(List<EntityPersister> persisters, Registrations registrations) {
		Map<Registrations.Owner, List<EntityPersister>> members = new LinkedHashMap<>();
		for (EntityPersister persister : persisters) {
			Registrations.Owner owner = registrations.ownerOf(persister);
			if (owner != null) {
				members.computeIfAbsent(owner, (key) -> new ArrayList<>()).add(persister);
			}
		}
		return members.entrySet()
			.stream()
			.map((entry) -> MappedHierarchy.of(entry.getKey(), entry.getValue()))
			.toList();
	}

	private static void requireEntities(SessionFactoryImplementor factory, List<EntityPersister> persisters,
			Collection<RealtimeRegistry.Registration> programmatic) {
		List<Class<?>> entityTypes = new ArrayList<>();
		persisters.forEach((persister) -> entityTypes.add(persister.getMappedClass()));
		for (RealtimeRegistry.Registration registration : programmatic) {
			if (!entityTypes.contains(registration.entityType())) {
				throw new MappingException(
						"%s is registered but is no entity of this persistence unit"
							.formatted(registration.entityType().getName()),
						"Annotate it with @Entity and have it scanned, or remove the registration.");
			}
		}
		factory.getMetamodel().getEmbeddables().forEach((embeddable) -> {
			if (embeddable.getJavaType().isAnnotationPresent(RealtimeEntity.class)) {
				throw new MappingException(
						"%s is annotated with @RealtimeEntity but is an embeddable, not an entity"
							.formatted(embeddable.getJavaType().getName()),
						"Annotate the entities that embed it, and remove @RealtimeEntity from it.");
			}
		});
	}

	private static void requireOwnChannels(List<MappedHierarchy> hierarchies) {
		Map<String, MappedHierarchy> channels = new HashMap<>();
		for (MappedHierarchy hierarchy : hierarchies) {
			MappedHierarchy other = channels.putIfAbsent(hierarchy.model().channel(), hierarchy);
			if (other != null) {
				throw new MappingException(
						"%s and %s have the same channel '%s'".formatted(other.model().name(), hierarchy.model().name(),
								hierarchy.model().channel()),
						"Give one of them another name with @RealtimeEntity(channel = \"...\").");
			}
		}
	}

	private static Map<TableName, MappedTable> tables(List<MappedHierarchy> hierarchies) {
		Map<TableName, List<MappedHierarchy>> owners = new LinkedHashMap<>();
		Map<TableName, Map<String, MappedEntity>> entities = new HashMap<>();
		for (MappedHierarchy hierarchy : hierarchies) {
			for (MappedEntity entity : hierarchy.entities()) {
				for (TableName table : MappedHierarchy.tables(entity.persister())) {
					List<MappedHierarchy> sharing = owners.computeIfAbsent(table, (key) -> new ArrayList<>());
					if (!sharing.contains(hierarchy)) {
						sharing.forEach((other) -> requireCompatible(table, other, hierarchy));
						sharing.add(hierarchy);
					}
					entities.computeIfAbsent(table, (key) -> new LinkedHashMap<>())
						.put(entity.persister().getEntityName(), entity);
				}
			}
		}
		Map<TableName, MappedTable> tables = new HashMap<>();
		owners.forEach((name, sharing) -> {
			Map<String, MappedEntity> members = entities.getOrDefault(name, Map.of());
			List<MappedEntity> roots = sharing.stream()
				.map((hierarchy) -> topmost(hierarchy, members))
				.sorted(Comparator.comparingInt(MappedEntity::depth))
				.toList();
			tables.put(name, new MappedTable(name, roots, members, sharing.get(0).split()));
		});
		return tables;
	}

	private static void requireCompatible(TableName table, MappedHierarchy one, MappedHierarchy other) {
		if (!one.isRelatedTo(other)) {
			throw new MappingException("%s and %s are both registered and mapped to the table %s"
				.formatted(one.model().name(), other.model().name(), table), "Register one of them only.");
		}
		if (one.split() != null || other.split() != null) {
			throw new MappingException(
					"%s and %s are both registered, but the class of a row of %s is not always known"
						.formatted(one.model().name(), other.model().name(), table),
					"Register the root of the hierarchy only, it covers the subclasses.");
		}
		if (one.registration().replicaIdentity() != other.registration().replicaIdentity()) {
			throw new MappingException("%s and %s share the table %s but ask for different replica identities"
				.formatted(one.model().name(), other.model().name(), table), "Ask for the same replica identity.");
		}
	}

	private static MappedEntity topmost(MappedHierarchy hierarchy, Map<String, MappedEntity> members) {
		return hierarchy.entities()
			.stream()
			.filter((entity) -> members.containsKey(entity.persister().getEntityName()))
			.min(Comparator.comparingInt(MappedEntity::depth))
			.orElseThrow();
	}

}

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
import java.util.List;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.HostConnection;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.RegisteredEntity;

/**
 * Finds the registered entities in Hibernate's mapping metamodel. Nothing is scanned, and
 * tables and columns are those that Hibernate itself uses.
 */
public final class HibernateEntityCatalog implements EntityCatalog {

	private final SessionFactoryImplementor factory;

	private final EntityMappings mappings;

	private final ShapeReport report = new ShapeReport();

	private final HostConnection host;

	/**
	 * Create a catalog.
	 * @param entityManagerFactory the factory whose entities are looked through for
	 * {@link dev.pgrealtime.RealtimeEntity}
	 * @param programmatic the entities that were registered by code, which replace the
	 * annotation of the entity they name
	 * @param host lends the connection that hosts the driver's decoding
	 * @throws MappingException if something is registered that is no entity, or whose
	 * changes cannot be observed, or if no session can be opened without a request
	 */
	public HibernateEntityCatalog(EntityManagerFactory entityManagerFactory,
			Collection<RealtimeRegistry.Registration> programmatic, HostConnection host) {
		this.factory = entityManagerFactory.unwrap(SessionFactoryImplementor.class);
		this.mappings = EntityMappings.of(this.factory, programmatic);
		this.host = host;
		requireSessions(this.factory);
	}

	private static void requireSessions(SessionFactoryImplementor factory) {
		try (ShortSession session = new ShortSession(factory)) {
			session.options();
		}
		catch (RuntimeException ex) {
			MappingException failure = new MappingException(
					"No session can be opened outside of a request, which the tenant of an entity may be the reason for: %s"
						.formatted(ex.getMessage()),
					"Have the CurrentTenantIdentifierResolver resolve some tenant on every thread. No query is made for it.");
			failure.initCause(ex);
			throw failure;
		}
	}

	@Override
	public List<RegisteredEntity> entities() {
		return this.mappings.entities();
	}

	@Override
	public ChangeDecoder newDecoder(FailureScope scope) {
		return newDecoder(scope, true);
	}

	/**
	 * Create a decoder that may be held to the faithful lane, which the fast lane is
	 * compared with.
	 * @param fastLane whether values may be decoded by hand, or are all left to the
	 * driver and to Hibernate
	 * @return the decoder
	 */
	public ChangeDecoder newDecoder(boolean fastLane) {
		return newDecoder(FailureScope.ENTITY, fastLane);
	}

	private ChangeDecoder newDecoder(FailureScope scope, boolean fastLane) {
		return new HibernateChangeDecoder(this.factory, this.mappings.tables(), this.report, new DriverHost(this.host),
				fastLane, scope);
	}

}

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

import org.hibernate.Session;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * A session that lives as long as one change is decoded, opened only where a value needs
 * it: user types ask it for options, and it makes the references to other entities. Once
 * it is closed a reference cannot be initialised behind the back of its listener. It has
 * no transaction and so never takes a connection out of the application's pool.
 */
final class ShortSession implements AutoCloseable {

	private final SessionFactoryImplementor factory;

	private @Nullable Session session;

	ShortSession(SessionFactoryImplementor factory) {
		this.factory = factory;
	}

	WrapperOptions options() {
		return open().unwrap(SharedSessionContractImplementor.class);
	}

	/**
	 * Return whether an identifier is enough to refer to an entity.
	 * @param target the entity
	 * @return {@code false} if its class is abstract and only its table tells the
	 * concrete one
	 */
	static boolean canRefer(EntityPersister target) {
		return !target.isAbstract() || !target.isConcreteProxy();
	}

	/**
	 * Refer to an entity by its identifier.
	 * @param target the entity, one that {@link #canRefer can be referred to}
	 * @param id the identifier
	 * @return a proxy; where the entity has none, or only the table tells its concrete
	 * class, an instance that has the identifier and nothing else
	 */
	Object reference(EntityPersister target, Object id) {
		boolean lazy = target.hasProxy() || target.getBytecodeEnhancementMetadata().isEnhancedForLazyLoading();
		if (lazy && !target.isConcreteProxy()) {
			return open().getReference(target.getEntityName(), id);
		}
		Object entity = target.getRepresentationStrategy().getInstantiator().instantiate();
		target.getIdentifierMapping().setIdentifier(entity, id, null);
		return entity;
	}

	private Session open() {
		if (this.session == null) {
			// The application has no part in it: listeners such as that of the statistics
			// would log every change.
			this.session = this.factory.withOptions().clearEventListeners().noInterceptor().openSession();
		}
		return this.session;
	}

	@Override
	public void close() {
		if (this.session != null) {
			this.session.close();
			this.session = null;
		}
	}

}

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

import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.engine.spi.PersistentAttributeInterceptor;
import org.hibernate.engine.spi.SelfDirtinessTracker;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that an entity whose byte code Hibernate has enhanced takes the values of a
 * row for no changes of the application.
 */
final class EnhancedEntity {

	private EnhancedEntity() {
	}

	/**
	 * Set an attribute.
	 * @param persister how the entity is mapped
	 * @param entity the entity, enhanced or not
	 * @param position the position of the attribute
	 * @param value the value
	 */
	@SuppressWarnings("NullAway") // Without interceptor is what Hibernate calls null
	static void set(EntityPersister persister, Object entity, int position, @Nullable Object value) {
		if (!(value instanceof PersistentAttributeInterceptable reference)) {
			persister.setValue(entity, position, value);
			return;
		}
		// The setter of the application may have been enhanced to set the other side of
		// an association, too, which would load it.
		PersistentAttributeInterceptor interceptor = reference.$$_hibernate_getInterceptor();
		reference.$$_hibernate_setInterceptor(null);
		try {
			persister.setValue(entity, position, value);
		}
		finally {
			reference.$$_hibernate_setInterceptor(interceptor);
		}
	}

	/**
	 * Forget which attributes were set.
	 * @param entity the entity, enhanced or not
	 */
	static void forgetChanges(Object entity) {
		if (entity instanceof SelfDirtinessTracker tracker) {
			tracker.$$_hibernate_clearDirtyAttributes();
		}
	}

}

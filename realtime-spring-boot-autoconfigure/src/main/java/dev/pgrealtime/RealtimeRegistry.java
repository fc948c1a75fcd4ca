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

package dev.pgrealtime;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entities that were registered by code rather than by annotation. Safe for use by
 * several threads.
 */
public final class RealtimeRegistry {

	private final Map<Class<?>, Registration> registrations = new ConcurrentHashMap<>();

	/**
	 * Register an entity with the defaults of {@link RealtimeEntity}. Registering an
	 * entity again replaces its registration.
	 * @param entityType the entity class
	 * @return this registry
	 */
	public RealtimeRegistry register(Class<?> entityType) {
		return register(Registration.of(entityType));
	}

	/**
	 * Register an entity. Registering an entity again replaces its registration.
	 * @param registration the entity and its options
	 * @return this registry
	 */
	public RealtimeRegistry register(Registration registration) {
		this.registrations.put(registration.entityType(), registration);
		return this;
	}

	/**
	 * Return what has been registered so far.
	 * @return a snapshot, in no particular order
	 */
	public Collection<Registration> registrations() {
		return Set.copyOf(this.registrations.values());
	}

	/**
	 * An entity and the options that {@link RealtimeEntity} would carry. Immutable: each
	 * {@code with} method returns a changed copy.
	 *
	 * @param entityType the entity class
	 * @param channel the name of the channel, or an empty string for the name of the
	 * table
	 * @param replicaIdentity the replica identity that the table shall have
	 * @param exclude the names of attributes that no event may carry
	 * @param tenant the name of the attribute that says to which tenant a row belongs, or
	 * an empty string
	 */
	public record Registration(Class<?> entityType, String channel, ReplicaIdentity replicaIdentity,
			Set<String> exclude, String tenant) {

		public Registration {
			exclude = Set.copyOf(exclude);
		}

		/**
		 * Return a registration with the defaults of {@link RealtimeEntity}.
		 * @param entityType the entity class
		 * @return the registration
		 */
		public static Registration of(Class<?> entityType) {
			return new Registration(entityType, "", ReplicaIdentity.FULL, Set.of(), "");
		}

		/**
		 * Return a registration with the options of an annotation.
		 * @param entityType the entity class
		 * @param annotation the annotation of that class
		 * @return the registration
		 */
		public static Registration of(Class<?> entityType, RealtimeEntity annotation) {
			return new Registration(entityType, annotation.channel(), annotation.replicaIdentity(),
					Set.of(annotation.exclude()), annotation.tenant());
		}

		/**
		 * Return a copy with another channel.
		 * @param channel the name of the channel
		 * @return the copy
		 */
		public Registration withChannel(String channel) {
			return new Registration(this.entityType, channel, this.replicaIdentity, this.exclude, this.tenant);
		}

		/**
		 * Return a copy with another replica identity.
		 * @param replicaIdentity the replica identity that the table shall have
		 * @return the copy
		 */
		public Registration withReplicaIdentity(ReplicaIdentity replicaIdentity) {
			return new Registration(this.entityType, this.channel, replicaIdentity, this.exclude, this.tenant);
		}

		/**
		 * Return a copy with other excluded attributes.
		 * @param attributes the names of attributes that no event may carry
		 * @return the copy
		 */
		public Registration withExclude(String... attributes) {
			return new Registration(this.entityType, this.channel, this.replicaIdentity, Set.of(attributes),
					this.tenant);
		}

		/**
		 * Return a copy with another tenant attribute.
		 * @param attribute the name of the attribute, or the path to it
		 * @return the copy
		 */
		public Registration withTenant(String attribute) {
			return new Registration(this.entityType, this.channel, this.replicaIdentity, this.exclude, attribute);
		}

	}

}

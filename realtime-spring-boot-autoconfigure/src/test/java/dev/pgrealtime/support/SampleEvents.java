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

package dev.pgrealtime.support;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.mapping.TenantAttribute;

/**
 * Events and catalogues that no database stands behind.
 */
public final class SampleEvents {

	private SampleEvents() {
	}

	public static <T> EntityModel<T> model(Class<T> type, String channel, String... attributes) {
		return new EntityModel<>(type.getSimpleName(), type, channel, Set.of(attributes));
	}

	public static <T> EventMetadata<T> metadata(EntityModel<T> model, long ordinal) {
		return new EventMetadata<>(model, new EventPosition(Lsn.parse("0/1A"), ordinal), 7,
				Instant.parse("2026-01-02T03:04:05.678901Z"));
	}

	public static <T> EntityInserted<T> inserted(EntityModel<T> model, T entity, long ordinal) {
		return new EntityInserted<>(metadata(model, ordinal), new EntityImage<>(entity, Set.of()), null);
	}

	public static EntityCatalog catalog(EntityModel<?>... models) {
		return catalog(Stream.of(models).map((model) -> registered(model, null)).toList());
	}

	public static RegisteredEntity registered(EntityModel<?> model, TenantAttribute tenant) {
		return new RegisteredEntity(model, ReplicaIdentity.FULL, List.of(new TableName(null, model.channel())),
				Map.of(), Set.of(), List.of(), tenant);
	}

	public static EntityCatalog catalog(List<RegisteredEntity> entities) {
		return new EntityCatalog() {

			@Override
			public List<RegisteredEntity> entities() {
				return entities;
			}

			@Override
			public ChangeDecoder newDecoder(FailureScope scope) {
				throw new UnsupportedOperationException();
			}

		};
	}

}

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

package dev.pgrealtime.sample.shop;

import java.util.List;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeAuthorize;
import dev.pgrealtime.RealtimeEntity;

/**
 * A shelf of the shop, or of one of its users.
 */
@Entity
@Table(name = "categories")
@RealtimeEntity
@RealtimeAuthorize("entity.userId == null or entity.userId == principal.id")
public class Category extends ShopEntity {

	private @Nullable UUID userId;

	private String name;

	private List<String> searchTags;

	@SuppressWarnings("NullAway.Init")
	protected Category() {
	}

	/**
	 * Return whose category it is.
	 * @return the id of the user, or {@code null} if it is everybody's
	 */
	public @Nullable UUID getUserId() {
		return this.userId;
	}

	public String getName() {
		return this.name;
	}

	public List<String> getSearchTags() {
		return this.searchTags;
	}

}

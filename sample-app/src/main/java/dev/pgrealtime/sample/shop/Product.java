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

import java.math.BigDecimal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * Something to be ordered.
 */
@Entity
@Table(name = "products")
@RealtimeEntity
public class Product extends ShopEntity {

	private String name;

	@Column(precision = 10, scale = 2)
	private BigDecimal price;

	private byte @Nullable [] thumbnail;

	@SuppressWarnings("NullAway.Init")
	protected Product() {
	}

	public String getName() {
		return this.name;
	}

	public BigDecimal getPrice() {
		return this.price;
	}

	/**
	 * Return a small picture.
	 * @return the bytes of an SVG image, or {@code null} if there is none
	 */
	public byte @Nullable [] getThumbnail() {
		return this.thumbnail;
	}

}

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

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a customer asks for.
 *
 * @param shipAddress where to ship to
 * @param requiredDate by when it has to arrive, or {@code null} if that does not matter
 * @param preferredShipTime the time of day to ship at, or {@code null} for any
 * @param metadata anything else, or {@code null} for nothing
 * @param lines what to ship
 */
record NewOrder(@NotBlank @Size(max = 500) String shipAddress, @Nullable LocalDate requiredDate,
		@Nullable LocalTime preferredShipTime, @Nullable Map<String, Object> metadata,
		@NotEmpty @Size(max = 20) List<@NotNull @Valid Line> lines) {

	/**
	 * A number of pieces of one product.
	 *
	 * @param product the name of the product
	 * @param quantity the number of pieces
	 */
	record Line(@NotBlank String product, @Min(1) @Max(999) int quantity) {

	}

}

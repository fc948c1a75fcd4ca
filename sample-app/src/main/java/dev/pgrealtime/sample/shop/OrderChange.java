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
import java.util.Map;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What to change of an order. Whatever is {@code null} stays as it is.
 *
 * @param status how far the order has come
 * @param shipAddress where to ship to
 * @param requiredDate by when it has to arrive
 * @param preferredShipTime the time of day to ship at
 * @param metadata anything else
 */
record OrderChange(@Nullable OrderStatus status,
		@Nullable @Size(max = 500) @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") String shipAddress,
		@Nullable LocalDate requiredDate, @Nullable LocalTime preferredShipTime,
		@Nullable Map<String, Object> metadata) {

}

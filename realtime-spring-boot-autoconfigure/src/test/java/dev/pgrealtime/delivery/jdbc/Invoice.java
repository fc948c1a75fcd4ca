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

package dev.pgrealtime.delivery.jdbc;

import java.math.BigDecimal;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * An entity with an amount that not every text is, and a secret.
 */
@Entity
@RealtimeEntity(exclude = "secret")
class Invoice {

	static final String TABLE = "CREATE TABLE invoice (id bigint PRIMARY KEY, amount text, secret text)";

	@Id
	private long id;

	@Convert(converter = AmountConverter.class)
	private @Nullable BigDecimal amount;

	private @Nullable String secret;

	long getId() {
		return this.id;
	}

	@Nullable BigDecimal getAmount() {
		return this.amount;
	}

	@Nullable String getSecret() {
		return this.secret;
	}

	/**
	 * Reads amounts, of which those without a digit have to be learnt.
	 */
	static class AmountConverter implements AttributeConverter<BigDecimal, String> {

		static volatile boolean mended;

		@Override
		public @Nullable String convertToDatabaseColumn(@Nullable BigDecimal amount) {
			return (amount != null) ? amount.toPlainString() : null;
		}

		@Override
		public @Nullable BigDecimal convertToEntityAttribute(@Nullable String text) {
			return (text == null || (mended && text.equals("nothing"))) ? BigDecimal.ZERO : new BigDecimal(text);
		}

	}

}

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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * Where a change stands in the stream.
 *
 * @param transaction its transaction
 * @param ordinal its number within the transaction
 */
record RowPlace(Begin transaction, long ordinal) {

	private static final int MAX_RAW_VALUE_LENGTH = 200;

	<T> EventMetadata<T> metadata(EntityModel<T> model) {
		return new EventMetadata<>(model, position(), this.transaction.transactionId(),
				this.transaction.commitTimestamp());
	}

	private EventPosition position() {
		return new EventPosition(this.transaction.commitLsn(), this.ordinal);
	}

	EventDecodingException failure(EntityModel<?> model, AttributeReader attribute, List<AttributeReader> attributes,
			Row row, Exception cause) {
		Relation relation = row.relation();
		String key = attributes.stream()
			.filter((candidate) -> candidate.attribute().identifier())
			.map((candidate) -> describe(candidate, row))
			.collect(Collectors.joining(", "));
		return failure("Attribute '%s' of %s cannot be read from %s.%s: the value is %s, the key of the row %s"
			.formatted(attribute.name(), model.name(), relation.schema(), relation.name(), describe(attribute, row),
					key),
				cause);
	}

	EventDecodingException failure(String problem, Exception cause) {
		return new EventDecodingException("%s, transaction %d, position %s. %s".formatted(problem,
				this.transaction.transactionId(), position(), cause.getMessage()), cause);
	}

	private static String describe(AttributeReader attribute, Row row) {
		return Arrays.stream(attribute.columns())
			.mapToObj((column) -> describe(column, row))
			.collect(Collectors.joining(", "));
	}

	static String describe(int column, Row row) {
		String name = row.relation().columns().get(column).name();
		Tuple tuple = row.source(column);
		if (tuple == null) {
			return name + " unknown";
		}
		if (tuple.isNull(column)) {
			return name + " NULL";
		}
		String text = tuple.text(column);
		return "%s '%s'".formatted(name,
				(text.length() > MAX_RAW_VALUE_LENGTH) ? text.substring(0, MAX_RAW_VALUE_LENGTH) + "\u2026" : text);
	}

}

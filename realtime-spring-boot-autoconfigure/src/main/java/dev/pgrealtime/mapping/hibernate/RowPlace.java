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

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.springframework.core.NestedExceptionUtils;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Truncate;
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

	TableTruncated<?> truncated(Truncate change, MappedEntity entity) {
		return new TableTruncated<>(metadata(entity.model()), change.cascade(), change.restartIdentity());
	}

	EventPosition position() {
		return new EventPosition(this.transaction.commitLsn(), this.ordinal);
	}

	/**
	 * Describe a failure by what whoever mends it has to know.
	 * @param problem what does not work
	 * @param row the row that it does not work for
	 * @param cause why
	 * @return the exception to throw
	 */
	EventDecodingException failure(String problem, Row row, Exception cause) {
		return new EventDecodingException(
				"%s; table %s.%s, key %s, transaction %s, position %s. %s".formatted(problem, row.relation().schema(),
						row.relation().name(), describe(row.key().stream().mapToInt(Integer::intValue), row),
						this.transaction.transactionId(), position(), reason(cause)),
				position(), cause);
	}

	private static String reason(Throwable failure) {
		// What Hibernate wraps, such as the exception of a converter, says more
		Throwable root = NestedExceptionUtils.getRootCause(failure);
		String message = (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getName();
		return (root != null && root.getMessage() != null) ? message + ": " + root.getMessage() : message;
	}

	static String describe(IntStream columns, Row row) {
		return columns.mapToObj((column) -> describe(column, row)).collect(Collectors.joining(", "));
	}

	private static String describe(int column, Row row) {
		String name = row.relation().columns().get(column).name();
		Tuple tuple = row.source(column);
		if (tuple == null) {
			return name + " unknown";
		}
		if (tuple.isNull(column)) {
			return name + " NULL";
		}
		String text = tuple.text(column);
		return "%s '%s'".formatted(name, abbreviate(text));
	}

	private static String abbreviate(String text) {
		if (text.length() <= MAX_RAW_VALUE_LENGTH) {
			return text;
		}
		boolean splitsCharacter = Character.isHighSurrogate(text.charAt(MAX_RAW_VALUE_LENGTH - 1));
		return text.substring(0, splitsCharacter ? MAX_RAW_VALUE_LENGTH - 1 : MAX_RAW_VALUE_LENGTH) + "\u2026";
	}

}

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

import java.sql.ResultSet;
import java.sql.SQLException;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.CustomType;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.ColumnDecoder;
import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.mapping.HostConnectionException;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * Reads one column, on one of two lanes. The fast lane decodes plain types by hand. The
 * faithful lane has the driver and Hibernate decode the text as if a query had returned
 * it, so that the value equals what JPA reads. What the fast lane does not recognise goes
 * to the faithful one.
 */
final class BasicReader implements ValueReader {

	private final int column;

	private final JdbcMapping mapping;

	private final @Nullable ColumnDecoder fastLane;

	private final DriverHost.Column driver;

	private final ShortSession session;

	private final boolean converterIsPlain;

	BasicReader(int column, JdbcMapping mapping, @Nullable ColumnDecoder fastLane, DriverHost.Column driver,
			ShortSession session) {
		this.column = column;
		this.mapping = mapping;
		this.fastLane = fastLane;
		this.driver = driver;
		this.session = session;
		this.converterIsPlain = isPlain(mapping.getValueConverter());
	}

	private static boolean isPlain(@Nullable BasicValueConverter<?, ?> converter) {
		// One of the application may make null of what it likes. One of Hibernate does so
		// for what it does not know, such as the label of an enum.
		Class<?> type = (converter instanceof JpaAttributeConverter<?, ?> jpa) ? jpa.getConverterBean().getBeanClass()
				: (converter != null) ? converter.getClass() : null;
		return type != null && type.getName().startsWith("org.hibernate.");
	}

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		Object relational = readRelational(row.require(this.column));
		Object value = this.mapping.convertToDomainValue(relational);
		if (value == null && relational != null && this.converterIsPlain) {
			throw new IllegalArgumentException("No value of %s stands for '%s'"
				.formatted(this.mapping.getJavaTypeDescriptor().getJavaTypeClass().getSimpleName(), relational));
		}
		return value;
	}

	private @Nullable Object readRelational(Tuple tuple) throws SQLException {
		if (tuple.isNull(this.column)) {
			// Only a user type may make something of NULL.
			return (this.mapping instanceof CustomType) ? readFaithfully(null) : null;
		}
		if (this.fastLane != null) {
			Object value = this.fastLane.decode(tuple.buffer(), tuple.offset(this.column), tuple.length(this.column));
			if (value != null) {
				return value;
			}
		}
		Object value = readFaithfully(tuple.bytes(this.column));
		LostParts.refuse(this.mapping, value, () -> tuple.text(this.column));
		return value;
	}

	private @Nullable Object readFaithfully(byte @Nullable [] text) throws SQLException {
		ResultSet value = this.driver.resultSet(text);
		try {
			return this.mapping.getJdbcValueExtractor().extract(value, 1, this.session.options());
		}
		catch (SQLException | RuntimeException ex) {
			if (isConnectionFailure(ex)) {
				throw new HostConnectionException(ex);
			}
			throw ex;
		}
	}

	private static boolean isConnectionFailure(Exception failure) {
		// The driver asks the server about user-defined types. 08 is the class of lost
		// connections, 57P that of an operator's intervention.
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String state = (cause instanceof SQLException ex) ? ex.getSQLState() : null;
			if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
				return true;
			}
		}
		return false;
	}

}

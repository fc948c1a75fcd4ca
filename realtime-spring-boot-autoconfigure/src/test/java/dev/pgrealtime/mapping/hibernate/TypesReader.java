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

import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the values of a {@link TypesDatabase}, by the ways there are.
 */
final class TypesReader implements AutoCloseable {

	private final SessionFactory factory;

	private final TypesDatabase types;

	private final Connection host;

	private final Connection text;

	private final Connection binary;

	TypesReader(SessionFactory factory, TypesDatabase types, Connection host) throws SQLException {
		this.factory = factory;
		this.types = types;
		this.host = host;
		this.text = connect("binaryTransfer=false");
		this.binary = connect("prepareThreshold=-1");
	}

	private Connection connect(String option) throws SQLException {
		return DriverManager.getConnection(this.types.database().url() + "?" + option, this.types.database().username(),
				this.types.database().password());
	}

	/**
	 * Read what was streamed.
	 * @param tables the tables
	 * @param fastLane whether to decode by hand what can be
	 * @return by row, the value or the exception
	 */
	Map<Integer, @Nullable Object> decode(List<TypesTable> tables, boolean fastLane) {
		Map<Integer, TypesTable.Cell> cells = new HashMap<>();
		tables.forEach((table) -> table.cells().forEach((cell) -> cells.put(cell.id(), cell)));
		Map<Integer, @Nullable Object> values = new HashMap<>();
		Map<Integer, Relation> relations = new HashMap<>();
		ChangeDecoder decoder = newDecoder(fastLane);
		Begin begin = null;
		for (PgOutputMessage message : this.types.messages()) {
			if (message instanceof Begin next) {
				begin = next;
			}
			else if (message instanceof Relation relation) {
				relations.put(relation.id(), relation);
				decoder.define(relation);
			}
			else if (message instanceof Insert insert) {
				TypesTable.Cell cell = cells.get(Integer.valueOf(insert.newRow().text(0)));
				Object value = decode(decoder, insert, begin, cell);
				values.put(cell.id(), value);
				if (value instanceof EventDecodingException) {
					// It holds back the rows that follow
					decoder.close();
					decoder = newDecoder(fastLane);
					relations.values().forEach(decoder::define);
				}
			}
		}
		decoder.close();
		return values;
	}

	private ChangeDecoder newDecoder(boolean fastLane) {
		return new HibernateEntityCatalog(this.factory, List.of(), () -> this.host).newDecoder(fastLane);
	}

	private @Nullable Object decode(ChangeDecoder decoder, Insert insert, Begin begin, TypesTable.Cell cell) {
		assertThat(insert.newRow().text(cell.columnIndex())).as(cell.toString()).isEqualTo(this.types.text(cell.id()));
		try {
			RealtimeEvent<?> event = decoder.decode(insert, begin, cell.id()).get(0);
			assertThat(event.newImage().unknownAttributes()).isEmpty();
			assertThatOnlyNullIsNull(event.newEntity(), cell);
			return cell.of(event.newEntity());
		}
		catch (EventDecodingException ex) {
			return ex;
		}
	}

	private static void assertThatOnlyNullIsNull(Object entity, TypesTable.Cell cell) {
		for (Field field : entity.getClass().getFields()) {
			boolean expected = !field.getName().matches("id|" + cell.name()) && !field.getType().isPrimitive();
			if (expected) {
				assertThat(field).as("%s beside %s", field.getGenericType(), cell)
					.extracting((attribute) -> ReflectionUtils.getField(attribute, entity))
					.isNull();
			}
		}
	}

	/**
	 * Read what JPA finds.
	 * @param table the table
	 * @param cell the cell
	 * @param binary whether the driver shall use the binary format where it can
	 * @return the value or the exception
	 */
	@Nullable Object find(TypesTable table, TypesTable.Cell cell, boolean binary) {
		try (Session session = this.factory.withOptions().connection(binary ? this.binary : this.text).openSession()) {
			return cell.of(session.find(table.entity(), cell.id()));
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	@Override
	public void close() throws SQLException {
		this.text.close();
		this.binary.close();
	}

}

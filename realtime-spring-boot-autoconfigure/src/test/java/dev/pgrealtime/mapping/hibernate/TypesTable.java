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

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;

import dev.pgrealtime.RealtimeEntity;

/**
 * A table with some of the columns, and the entity class of it.
 *
 * @param name the name of both
 * @param columns the columns
 * @param entity the class
 * @param cells the values
 */
record TypesTable(String name, List<TypeColumn> columns, Class<?> entity, List<Cell> cells) {

	private static final int WIDTH = 25;

	/**
	 * The columns, in wide tables.
	 * @param columns the columns
	 * @return the tables
	 */
	static List<TypesTable> of(List<TypeColumn> columns) {
		List<TypesTable> tables = new ArrayList<>();
		int id = 0;
		for (int from = 0; from < columns.size(); from += WIDTH) {
			List<TypeColumn> some = columns.subList(from, Math.min(from + WIDTH, columns.size()));
			String name = "types%d".formatted(tables.size() + 1);
			List<Cell> cells = new ArrayList<>();
			for (int i = 0; i < some.size(); i++) {
				for (String value : some.get(i).values()) {
					cells.add(new Cell(++id, name, "c" + i, some.get(i), value));
				}
			}
			tables.add(new TypesTable(name, some, entity(name, some), cells));
		}
		return tables;
	}

	private static Class<?> entity(String name, List<TypeColumn> columns) {
		DynamicType.Builder<?> builder = new ByteBuddy().subclass(Object.class)
			.name(TypesTable.class.getPackageName() + "." + name)
			.annotateType(AnnotationDescription.Builder.ofType(Entity.class).build(),
					AnnotationDescription.Builder.ofType(Table.class).define("name", name).build(),
					AnnotationDescription.Builder.ofType(RealtimeEntity.class).build())
			.defineField("id", Integer.class, Visibility.PUBLIC)
			.annotateField(AnnotationDescription.Builder.ofType(Id.class).build());
		for (int i = 0; i < columns.size(); i++) {
			builder = builder.defineField("c" + i, columns.get(i).javaType(), Visibility.PUBLIC)
				.annotateField(columns.get(i).annotations());
		}
		try (DynamicType.Unloaded<?> unloaded = builder.make()) {
			return unloaded
				.load(TypesTable.class.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
				.getLoaded();
		}
	}

	String ddl() {
		return IntStream.range(0, this.columns.size())
			.mapToObj((i) -> "c%d %s%s".formatted(i, this.columns.get(i).type(), this.columns.get(i).definition()))
			.collect(Collectors.joining(", ", "CREATE TABLE " + this.name + " (id integer PRIMARY KEY, ", ")"));
	}

	/**
	 * A value in a row of its own.
	 *
	 * @param id the identifier of the row
	 * @param table the table
	 * @param name the name of the column and the attribute
	 * @param column the column
	 * @param value the value, as SQL
	 */
	record Cell(int id, String table, String name, TypeColumn column, String value) {

		String insert() {
			return "INSERT INTO %s (id, %s) VALUES (%d, %s)".formatted(this.table, this.name, this.id, this.value);
		}

		String select() {
			return "SELECT format('%%s', %s) FROM %s WHERE id = %d".formatted(this.name, this.table, this.id);
		}

		int columnIndex() {
			return Integer.parseInt(this.name.substring(1)) + 1;
		}

		Object of(Object entity) {
			try {
				return entity.getClass().getField(this.name).get(entity);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public String toString() {
			String shown = (this.value.length() <= 60) ? this.value : this.value.substring(0, 60) + "…";
			return "%s, %s".formatted(this.column, shown);
		}

	}

}

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

import java.util.regex.Pattern;

import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.sql.Template;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.MappingException;

/**
 * Columns whose text in a row is not the value that JPA reads.
 */
final class UnreadableColumns {

	/**
	 * How Hibernate reads an attribute of a composite value.
	 */
	private static final Pattern ATTRIBUTE = Pattern
		.compile("\\(+" + Pattern.quote(Template.TEMPLATE) + "[^()]*(?:\\)\\.[^()]+)+");

	private UnreadableColumns() {
	}

	/**
	 * Return whether the row holds the number of a large object, not the object.
	 * @param selectable the column
	 * @return {@code true} unless the column has another type than Hibernate gives it
	 */
	static boolean isLargeObject(SelectableMapping selectable) {
		return selectable.getJdbcMapping().getJdbcType().isLob();
	}

	/**
	 * Return what only a query can make of the column.
	 * @param selectable the column
	 * @return the expression by which it is read, or {@code null} if it is just read
	 */
	static @Nullable String expression(SelectableMapping selectable) {
		String read = selectable.getCustomReadExpression();
		if (read == null || ATTRIBUTE.matcher(read).matches()) {
			return null;
		}
		boolean plain = read.equals(Template.TEMPLATE + '.' + selectable.getSelectionExpression());
		return plain ? null : read.replace(Template.TEMPLATE + '.', "");
	}

	/**
	 * Refuse what every event would lack.
	 * @param entity the entity
	 * @throws MappingException if it has such an attribute and does not exclude it
	 */
	static void refuse(MappedEntity entity) {
		for (EntityAttribute attribute : entity.attributes()) {
			if (!entity.excludes(attribute)) {
				refuse(entity, attribute, attribute.part());
			}
		}
	}

	private static void refuse(MappedEntity entity, EntityAttribute attribute, ModelPart part) {
		if (part instanceof EmbeddableValuedModelPart embeddable) {
			EmbeddableMappingType type = embeddable.getEmbeddableTypeDescriptor();
			SelectableMapping aggregate = type.getAggregateMapping();
			if (aggregate == null || CompositeReader.embeddable(aggregate.getJdbcMapping().getJdbcType()) != null) {
				type.forEachAttributeMapping((nested) -> refuse(entity, attribute, nested));
			}
		}
		else if (part instanceof BasicValuedModelPart basic && !basic.isFormula()) {
			refuse(entity, attribute, (SelectableMapping) basic);
		}
	}

	private static void refuse(MappedEntity entity, EntityAttribute attribute, SelectableMapping column) {
		if (isLargeObject(column)) {
			throw new MappingException(
					"The attribute '%s' of %s is a large object, and a row holds its number, not its content"
						.formatted(attribute.name(), entity.model().name()),
					("Map it to a column that holds the content, with @JdbcTypeCode(SqlTypes.LONG32VARCHAR or "
							+ "SqlTypes.LONG32VARBINARY) instead of @Lob, or exclude it: exclude = \"%s\".")
						.formatted(attribute.name()));
		}
		String expression = expression(column);
		if (expression != null) {
			throw new MappingException(
					"The attribute '%s' of %s is read by the expression %s, which only a query can compute"
						.formatted(attribute.name(), entity.model().name(), expression),
					"Use a converter instead of @ColumnTransformer(read = ...), or exclude it: exclude = \"%s\"."
						.formatted(attribute.name()));
		}
	}

}

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

package dev.pgrealtime.web.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.ser.FilterProvider;
import tools.jackson.databind.ser.PropertyFilter;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;

/**
 * Finds the {@link AttributeFilter} of a bean, in front of the application's own filter
 * where it has one.
 */
final class AttributeFilterProvider extends FilterProvider {

	private final @Nullable FilterProvider application;

	AttributeFilterProvider(@Nullable FilterProvider application) {
		this.application = application;
	}

	@Override
	public @Nullable PropertyFilter findPropertyFilter(SerializationContext context, Object filterId,
			@Nullable Object bean) {
		if (!(filterId instanceof AttributeFilter filter)) {
			return applicationFilter(context, filterId, bean);
		}
		Object applicationFilterId = filter.applicationFilterId();
		if (applicationFilterId == null) {
			return filter;
		}
		PropertyFilter applicationFilter = applicationFilter(context, applicationFilterId, bean);
		return (applicationFilter != null) ? new Chain(filter, applicationFilter) : filter;
	}

	private @Nullable PropertyFilter applicationFilter(SerializationContext context, Object filterId,
			@Nullable Object bean) {
		if (this.application == null) {
			// There is no bean where only the properties are asked for
			return context.reportBadDefinition((bean != null) ? bean.getClass() : Object.class,
					"no FilterProvider configured for the filter with id '%s'".formatted(filterId));
		}
		return this.application.findPropertyFilter(context, filterId, bean);
	}

	@Override
	public FilterProvider snapshot() {
		return this;
	}

	private static final class Chain extends SimpleBeanPropertyFilter {

		private final AttributeFilter first;

		private final PropertyFilter second;

		Chain(AttributeFilter first, PropertyFilter second) {
			this.first = first;
			this.second = second;
		}

		@Override
		public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context,
				PropertyWriter property) throws Exception {
			this.first.serialize(bean, generator, context, property, this.second);
		}

		@Override
		public void depositSchemaProperty(PropertyWriter property, JsonObjectFormatVisitor visitor,
				SerializationContext context) {
			this.second.depositSchemaProperty(property, visitor, context);
		}

	}

}

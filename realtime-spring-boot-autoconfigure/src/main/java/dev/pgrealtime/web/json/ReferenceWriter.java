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

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;

/**
 * Writes the identifier of an entity in place of the entity.
 */
final class ReferenceWriter extends BeanPropertyWriter {

	private final transient BeanPropertyWriter property;

	private final transient EntityReferences references;

	ReferenceWriter(BeanPropertyWriter property, EntityReferences references) {
		super(property);
		this.property = property;
		this.references = references;
	}

	@Override
	public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
			throws Exception {
		Object entity = this.property.get(bean);
		if (entity == null) {
			this.property.serializeAsProperty(bean, generator, context);
			return;
		}
		generator.writeName(getName());
		Object identifier = this.references.identifier(entity);
		if (identifier != null) {
			context.writeValue(generator, identifier);
		}
		else {
			generator.writeNull();
		}
	}

}

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

import java.lang.reflect.AnnotatedElement;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.hibernate.annotations.TenantId;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.TenantAttribute;

/**
 * Finds the attribute that says to which tenant a row belongs: the one that the
 * registration names, or the one with {@link TenantId}.
 */
final class TenantAttributes {

	/**
	 * Types whose values have one text form each.
	 */
	private static final Set<Class<?>> TYPES = Set.of(String.class, Long.class, Integer.class, Short.class,
			BigInteger.class, UUID.class);

	private final EntityPersister entity;

	private final String path;

	private TenantAttributes(EntityPersister entity, String path) {
		this.entity = entity;
		this.path = path;
	}

	/**
	 * Find the attribute.
	 * @param owner the registration and its entity
	 * @return the attribute, or {@code null} if rows are everybody's
	 * @throws MappingException if there is none of that name, or it cannot tell a tenant
	 */
	static @Nullable TenantAttribute find(Registrations.Owner owner) {
		String path = owner.registration().tenant();
		if (path.isEmpty()) {
			path = EntityAttribute.of(owner.root())
				.stream()
				.filter((attribute) -> isTenantId(attribute.part()))
				.map(EntityAttribute::name)
				.findFirst()
				.orElse("");
		}
		return path.isEmpty() ? null : new TenantAttributes(owner.root(), path).find();
	}

	private static boolean isTenantId(ModelPart part) {
		return part instanceof AttributeMapping attribute && attribute.getPropertyAccess() != null
				&& attribute.getPropertyAccess().getGetter().getMember() instanceof AnnotatedElement member
				&& member.isAnnotationPresent(TenantId.class);
	}

	private TenantAttribute find() {
		List<String> names = Arrays.asList(this.path.split("\\.", -1));
		ModelPart part = EntityAttribute.of(this.entity)
			.stream()
			.filter((attribute) -> attribute.name().equals(names.get(0)))
			.findFirst()
			.map(EntityAttribute::part)
			.orElseThrow(this::unknown);
		Value value = new Value(part, getter(part));
		for (String name : names.subList(1, names.size())) {
			value = descend(value, name);
		}
		if (value.part() instanceof EntityValuedModelPart reference) {
			value = identifierOf(reference, value);
		}
		return new TenantAttribute(this.path, names.get(0), type(value.part()), value.reader());
	}

	private Value descend(Value value, String name) {
		if (value.part() instanceof EmbeddableValuedModelPart embeddable) {
			AttributeMapping attribute = embeddable.getEmbeddableTypeDescriptor().findAttributeMapping(name);
			if (attribute != null) {
				return value.then(attribute, getter(attribute));
			}
		}
		if (value.part() instanceof EntityValuedModelPart reference) {
			Value identifier = identifierOf(reference, value);
			if (identifier.part() instanceof EntityIdentifierMapping mapping
					&& name.equals(mapping.getAttributeName())) {
				return identifier;
			}
		}
		throw unknown();
	}

	private Value identifierOf(EntityValuedModelPart reference, Value value) {
		EntityIdentifierMapping identifier = reference.getEntityMappingType().getIdentifierMapping();
		return value.then(identifier,
				(entity) -> this.entity.getFactory().getPersistenceUnitUtil().getIdentifier(entity));
	}

	private static Function<Object, @Nullable Object> getter(ModelPart part) {
		if (part instanceof EntityIdentifierMapping identifier) {
			return identifier::getIdentifier;
		}
		return Objects.requireNonNull(((AttributeMapping) part).getPropertyAccess()).getGetter()::get;
	}

	private Class<?> type(ModelPart part) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(part.getJavaType().getJavaTypeClass());
		if (!(part instanceof BasicValuedModelPart) || !(TYPES.contains(type) || type.isEnum())) {
			throw new MappingException(
					"The attribute '%s', which is to tell the tenant of %s, is of %s".formatted(this.path,
							MappedEntity.name(this.entity), type.getName()),
					"Name an attribute that is a text, a whole number, a UUID or an enum.");
		}
		return type;
	}

	private MappingException unknown() {
		return new MappingException(
				"%s has no attribute '%s' to tell the tenant of a row".formatted(MappedEntity.name(this.entity),
						this.path),
				"Correct @RealtimeEntity(tenant = \"%s\"): name one of %s, or with dots the path to it.".formatted(
						this.path, EntityAttribute.of(this.entity).stream().map(EntityAttribute::name).toList()));
	}

	/**
	 * A value on the way to that of the tenant.
	 *
	 * @param part how it is mapped
	 * @param reader reads it off the entity
	 */
	private record Value(ModelPart part, Function<Object, @Nullable Object> reader) {

		Value then(ModelPart next, Function<Object, @Nullable Object> getter) {
			return new Value(next, (entity) -> {
				Object value = this.reader.apply(entity);
				return (value != null) ? getter.apply(value) : null;
			});
		}

	}

}

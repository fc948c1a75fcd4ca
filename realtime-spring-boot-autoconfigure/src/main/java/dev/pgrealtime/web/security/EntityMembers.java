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

package dev.pgrealtime.web.security;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * What an expression can read of a class: properties with a getter, public fields, and
 * methods without arguments.
 */
final class EntityMembers {

	private EntityMembers() {
	}

	/**
	 * Return the name of what a step of a path reads.
	 * @param step the step
	 * @return the name of a property, or {@code null} if it may read anything
	 */
	static @Nullable String name(SpelNode step) {
		if (step instanceof PropertyOrFieldReference property) {
			return property.getName();
		}
		return (step instanceof MethodReference method && method.getChildCount() == 0) ? property(method.getName())
				: null;
	}

	private static String property(String getter) {
		for (String prefix : new String[] { "get", "is" }) {
			if (getter.startsWith(prefix) && getter.length() > prefix.length()) {
				return StringUtils.uncapitalizeAsProperty(getter.substring(prefix.length()));
			}
		}
		return getter;
	}

	/**
	 * Return the type of what is read.
	 * @param owner the class that has the property
	 * @param name the name of the property
	 * @return the type, or {@code null} if there is no such property to read
	 */
	static @Nullable Class<?> type(Class<?> owner, String name) {
		PropertyDescriptor property = BeanUtils.getPropertyDescriptor(owner, name);
		Method method = (property != null) ? property.getReadMethod() : null;
		method = (method != null) ? method : ClassUtils.getMethodIfAvailable(owner, name);
		if (method != null) {
			return ResolvableType.forMethodReturnType(method, owner).resolve(method.getReturnType());
		}
		Field field = ReflectionUtils.findField(owner, name);
		return (field != null && Modifier.isPublic(field.getModifiers()))
				? ResolvableType.forField(field, owner).resolve(field.getType()) : null;
	}

	/**
	 * Return the attribute that a property shows. A field {@code isPaid} is an attribute
	 * of that name, but its getter {@code isPaid()} makes it the property {@code paid}.
	 * @param attributes the names of all attributes
	 * @param property the name of the property
	 * @return the name of the attribute, or {@code null} if it shows none, or several
	 */
	static @Nullable String attribute(Set<String> attributes, String property) {
		String prefixed = "is" + StringUtils.capitalize(property);
		if (attributes.contains(property)) {
			return property;
		}
		return attributes.contains(prefixed) ? prefixed : null;
	}

}

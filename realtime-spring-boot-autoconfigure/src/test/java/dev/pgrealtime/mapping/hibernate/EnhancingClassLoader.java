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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;

import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.enhance.spi.UnloadedField;
import org.hibernate.bytecode.spi.BytecodeProvider;

/**
 * Defines enhanced copies of classes, as the build of an application would.
 */
final class EnhancingClassLoader extends ClassLoader {

	private final String name;

	private final Enhancer enhancer = ServiceLoader.load(BytecodeProvider.class)
		.findFirst()
		.orElseThrow()
		.getEnhancer(new EnhanceAll());

	/**
	 * Create a class loader.
	 * @param holder the class whose nested classes are enhanced
	 */
	EnhancingClassLoader(Class<?> holder) {
		super(holder.getClassLoader());
		this.name = holder.getName();
	}

	Class<?> enhanced(Class<?> type) {
		try {
			return loadClass(type.getName());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.equals(this.name) && !name.startsWith(this.name + '$')) {
			return super.loadClass(name, resolve);
		}
		Class<?> loaded = findLoadedClass(name);
		return (loaded != null) ? loaded : define(name);
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (InputStream resource = getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (resource == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] original = resource.readAllBytes();
			byte[] enhanced = this.enhancer.enhance(name, original);
			byte[] defined = (enhanced != null) ? enhanced : original;
			return defineClass(name, defined, 0, defined.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class EnhanceAll extends DefaultEnhancementContext {

		@Override
		public boolean doBiDirectionalAssociationManagement(UnloadedField field) {
			return true;
		}

		@Override
		public boolean doDirtyCheckingInline(UnloadedClass type) {
			return true;
		}

		@Override
		public boolean hasLazyLoadableAttributes(UnloadedClass type) {
			return true;
		}

	}

}

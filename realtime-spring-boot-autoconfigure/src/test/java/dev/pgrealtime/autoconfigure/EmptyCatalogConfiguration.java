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

package dev.pgrealtime.autoconfigure;

import java.util.List;

import jakarta.persistence.EntityManagerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.RegisteredEntity;

import static org.mockito.Mockito.mock;

/**
 * An application in which there is nothing to stream, so that nothing connects.
 */
@Configuration(proxyBeanMethods = false)
public class EmptyCatalogConfiguration {

	@Bean
	EntityManagerFactory entityManagerFactory() {
		return mock(EntityManagerFactory.class);
	}

	@Bean
	EntityCatalog entityCatalog() {
		return new EmptyCatalog();
	}

	private static final class EmptyCatalog implements EntityCatalog {

		@Override
		public List<RegisteredEntity> entities() {
			return List.of();
		}

		@Override
		public ChangeDecoder newDecoder(FailureScope scope) {
			throw new UnsupportedOperationException("There is nothing to decode");
		}

	}

}

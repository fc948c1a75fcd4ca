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

package dev.pgrealtime.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RealtimeEventListenerFactory}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeEventListenerFactoryTests {

	@Test
	void aListenerOfASuperclassTakesEventsOfItsSubclasses() {
		try (AnnotationConfigApplicationContext context = context(AnimalListener.class)) {
			context.publishEvent(inserted(new Cat()));
			context.publishEvent(inserted(new Animal()));
			context.publishEvent(inserted(new Stone()));
			assertThat(context.getBean(AnimalListener.class).heard).containsExactlyInAnyOrder("any Cat", "animal Cat",
					"cat Cat", "some animal Cat", "any Animal", "animal Animal", "some animal Animal", "any Stone");
		}
	}

	@Test
	void aConditionIsHonoured() {
		try (AnnotationConfigApplicationContext context = context(ConditionalListener.class)) {
			context.publishEvent(inserted(new Cat()));
			context.publishEvent(inserted(new Animal()));
			assertThat(context.getBean(ConditionalListener.class).heard).containsExactly("Cat");
		}
	}

	@Test
	void aListenerOfAnUnknownEntityIsReported(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = context(StoneListener.class)) {
			context.getBean(RealtimeEventListenerFactory.class).verify(catalog());
			assertThat(output).contains("StoneListener.stone")
				.contains("is not a registered entity. Annotate the entity with @RealtimeEntity");
		}
	}

	@Test
	void aListenerOfAnEntityOrItsSubclassIsNotReported(CapturedOutput output) {
		try (AnnotationConfigApplicationContext context = context(ConditionalListener.class)) {
			context.getBean(RealtimeEventListenerFactory.class).verify(catalog());
			assertThat(output).doesNotContain("not a registered entity");
		}
	}

	@Test
	void aListenerOfAnAnnotatedClassThatIsNoEntityIsRefused() {
		try (AnnotationConfigApplicationContext context = context(PretenderListener.class)) {
			RealtimeEventListenerFactory factory = context.getBean(RealtimeEventListenerFactory.class);
			assertThatExceptionOfType(MappingException.class).isThrownBy(() -> factory.verify(catalog()))
				.withMessageContaining("Pretender is annotated with @RealtimeEntity, but is not a JPA entity")
				.satisfies((ex) -> assertThat(ex.action()).contains("@Entity"));
		}
	}

	private static AnnotationConfigApplicationContext context(Class<?> listener) {
		return new AnnotationConfigApplicationContext(RealtimeEventListenerFactory.class, listener);
	}

	@SuppressWarnings("unchecked")
	private static <T> RealtimeEvent<T> inserted(T entity) {
		EntityModel<T> model = new EntityModel<>(entity.getClass().getSimpleName(), (Class<T>) entity.getClass(),
				"animals", Set.of());
		return new EntityInserted<>(new EventMetadata<>(model, new EventPosition(new Lsn(1), 1), 1, Instant.EPOCH),
				new EntityImage<>(entity, Set.of()), null);
	}

	private static EntityCatalog catalog() {
		return new EntityCatalog() {

			@Override
			public List<RegisteredEntity> entities() {
				return List.of(new RegisteredEntity(new EntityModel<>("Animal", Animal.class, "animals", Set.of()),
						ReplicaIdentity.FULL, List.of(new TableName(null, "animal"))));
			}

			@Override
			public ChangeDecoder newDecoder(FailureScope scope) {
				throw new IllegalStateException("Not asked for");
			}

		};
	}

	static class Animal {

	}

	static final class Cat extends Animal {

	}

	static final class Stone {

	}

	@RealtimeEntity
	static final class Pretender {

	}

	static class AnimalListener {

		private final List<String> heard = new ArrayList<>();

		@EventListener
		void any(RealtimeEvent<?> event) {
			this.heard.add("any " + event.model());
		}

		@EventListener
		void animal(RealtimeEvent<Animal> event) {
			this.heard.add("animal " + event.model());
		}

		@EventListener
		void someAnimal(EntityInserted<? extends Animal> event) {
			this.heard.add("some animal " + event.model());
		}

		@EventListener
		void cat(EntityInserted<Cat> event) {
			this.heard.add("cat " + event.model());
		}

		@EventListener
		void updated(EntityUpdated<Animal> event) {
			this.heard.add("updated " + event.model());
		}

	}

	static class ConditionalListener {

		private final List<String> heard = new ArrayList<>();

		@EventListener(condition = "#event.model() == 'Cat'")
		void cats(RealtimeEvent<Animal> event) {
			this.heard.add(event.model());
		}

		@EventListener
		void cat(EntityUpdated<Cat> event) {
			this.heard.add("updated");
		}

	}

	static class StoneListener {

		@EventListener
		void stone(RealtimeEvent<Stone> event) {
		}

	}

	static class PretenderListener {

		@EventListener
		void pretender(RealtimeEvent<Pretender> event) {
		}

	}

}

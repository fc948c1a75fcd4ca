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

package dev.pgrealtime.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.event.TransactionalEventListener;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.delivery.TestDelivery.Item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RealtimeListenerFactory}, {@link RealtimeListenerMethod} and
 * {@link ListenerVerification}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RealtimeListenerFactoryTests {

	static Stream<Arguments> invalidListeners() {
		return Stream.of(Arguments.of(TwoParameters.class, "is a @RealtimeListener with 2 parameters", "one parameter"),
				Arguments.of(NoEvent.class, "but java.lang.String is no event of an entity", "one parameter"),
				Arguments.of(RawList.class, "but java.util.List<?> is no event of an entity", "one parameter"),
				Arguments.of(NoConcurrency.class, "has a concurrency of 0, which is not positive", "1 or more"),
				Arguments.of(NegativeAttempts.class, "negative number of attempts, -1",
						"realtime.listener.max-attempts"),
				Arguments.of(ParallelBatch.class, "takes whole transactions, which come in order",
						"take single events"),
				Arguments.of(AsyncListener.class, "is a @RealtimeListener and @Async", "Remove @Async"),
				Arguments.of(TransactionalListener.class, "and a @TransactionalEventListener",
						"Remove @TransactionalEventListener"));
	}

	@ParameterizedTest
	@MethodSource("invalidListeners")
	void aListenerThatCannotWorkIsRefused(Class<?> listener, String message, String action) {
		assertThatExceptionOfType(BeanInitializationException.class).isThrownBy(() -> new TestDelivery(listener))
			.withCauseInstanceOf(InvalidListenerException.class)
			.satisfies((ex) -> assertInvalid((InvalidListenerException) ex.getCause(), listener, message, action));
	}

	static Stream<Arguments> listenersThatDoNotFit() {
		return Stream.of(Arguments.of(SameIds.class, "are both @RealtimeListeners with the id 'twin'", "another id"),
				Arguments.of(ExactlyOnce.class, "there is no PlatformTransactionManager", "PlatformTransactionManager"),
				Arguments.of(Pretender.Listener.class, "Pretender is not a registered entity, although it is annotated",
						"@Entity"),
				Arguments.of(UnknownBatch.class, "java.lang.Integer is not a registered entity",
						"Annotate the entity with @RealtimeEntity"));
	}

	@ParameterizedTest
	@MethodSource("listenersThatDoNotFit")
	void aListenerThatDoesNotFitTheApplicationIsRefused(Class<?> listener, String message, String action) {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> new TestDelivery(listener))
			.satisfies((ex) -> assertInvalid(ex, listener, message, action));
	}

	private static void assertInvalid(InvalidListenerException ex, Class<?> listener, String message, String action) {
		assertThat(ex).hasMessageContaining(message).hasMessageContaining(listener.getSimpleName());
		assertThat(ex.action()).contains(action);
	}

	@Test
	void aListenerThatWaitsInVainIsReported(CapturedOutput output) {
		try (TestDelivery delivery = new TestDelivery(UnknownEvent.class)) {
			assertThat(delivery.delivery().listeners()).hasSize(1);
			assertThat(output).contains("No event will reach").contains("java.lang.Integer is not a registered entity");
		}
	}

	@Test
	void aListenerTakesWhatItsParameterSays() {
		try (TestDelivery delivery = new TestDelivery(Recorder.class)) {
			delivery.insert(1L);
			delivery.update(2L, 2L);
			EntityModel<SpecialItem> model = new EntityModel<>("SpecialItem", SpecialItem.class, "item", Set.of());
			EventMetadata<Item> metadata = delivery.metadata();
			delivery.deliver(
					new EntityInserted<>(new EventMetadata<>(model, metadata.position(), 7, metadata.commitTimestamp()),
							new EntityImage<>(new SpecialItem(3L), Set.of()), 3L));
			long end = delivery.commit();
			await().until(() -> delivery.confirmed() == end);
			assertThat(delivery.bean(Recorder.class).heard).containsExactlyInAnyOrder("any 1", "any 2", "any 3",
					"item 1", "item 2", "item 3", "inserted 1", "inserted 3", "special 3", "matching 2");
		}
	}

	@Test
	void nobodyElseCallsIt() {
		try (TestDelivery delivery = new TestDelivery(Recorder.class)) {
			delivery.context().publishEvent(delivery.parked(1L));
			assertThat(delivery.bean(Recorder.class).heard).isEmpty();
		}
	}

	@Test
	void aReturnValueIsIgnored() {
		try (TestDelivery delivery = new TestDelivery(Answering.class)) {
			delivery.insert(1L);
			long end = delivery.commit();
			await().until(() -> delivery.confirmed() == end);
			assertThat(delivery.bean(Answering.class).heard).isEmpty();
		}
	}

	@Test
	void aProxyIsHonoured() {
		try (TestDelivery delivery = new TestDelivery(ProxyConfiguration.class)) {
			assertThat(delivery.delivery().listeners()).extracting(ListenerStatus::listenerId)
				.containsExactly("proxied.on");
			delivery.insert(1L);
			long end = delivery.commit();
			await().until(() -> delivery.confirmed() == end);
			assertThat(delivery.bean(ProxyConfiguration.class).intercepted).containsExactly("on");
		}
	}

	@Test
	void aCheckedExceptionIsWhatFailed() {
		try (TestDelivery delivery = new TestDelivery(TestDelivery.settings(ExhaustionPolicy.PARK, 10, 10, 10),
				Throwing.class)) {
			delivery.insert(1L);
			await().until(() -> delivery.parkedList().parked().size() == 1);
			assertThat(delivery.parkedList().parked().get(0).error()).isInstanceOf(IOException.class);
		}
	}

	@Test
	void positionsAreRecordedForWhoIsToBeCalledExactlyOnce() {
		List<String> recorded = new CopyOnWriteArrayList<>();
		OnceOnly onceOnly = (listenerId, position, work) -> {
			recorded.add(listenerId + " " + position);
			if (position.ordinal() == 1) {
				return false;
			}
			work.run();
			return true;
		};
		try (TestDelivery delivery = new TestDelivery(TestDelivery.settings(), onceOnly, ExactlyOnce.class)) {
			delivery.insert(1L);
			delivery.insert(2L);
			long end = delivery.commit();
			await().until(() -> delivery.confirmed() == end && recorded.size() == 2);
			assertThat(recorded).containsExactly("once 0/A:1", "once 0/A:2");
			assertThat(delivery.bean(ExactlyOnce.class).heard).containsExactly("2");
			assertThat(delivery.delivery().recordsPositions()).isTrue();
			assertThat(delivery.delivery().takers(delivery.parked(1L))).containsExactly("once");
		}
	}

	static class TwoParameters {

		@RealtimeListener
		void on(RealtimeEvent<Item> event, String other) {
		}

	}

	static class NoEvent {

		@RealtimeListener
		void on(String event) {
		}

	}

	static class RawList {

		@RealtimeListener
		void on(List<?> events) {
		}

	}

	static class NoConcurrency {

		@RealtimeListener(concurrency = 0)
		void on(RealtimeEvent<Item> event) {
		}

	}

	static class NegativeAttempts {

		@RealtimeListener(maxAttempts = -1)
		void on(RealtimeEvent<Item> event) {
		}

	}

	static class ParallelBatch {

		@RealtimeListener(concurrency = 2)
		void on(TransactionChanges<Item> changes) {
		}

	}

	static class AsyncListener {

		@Async
		@RealtimeListener
		void on(RealtimeEvent<Item> event) {
		}

	}

	static class TransactionalListener {

		@TransactionalEventListener
		@RealtimeListener
		void on(RealtimeEvent<Item> event) {
		}

	}

	static class SameIds {

		@RealtimeListener(id = "twin")
		void on(RealtimeEvent<Item> event) {
		}

		@RealtimeListener(id = "twin")
		void onInsert(EntityInserted<Item> event) {
		}

	}

	static class UnknownBatch {

		@RealtimeListener
		void on(TransactionChanges<Integer> changes) {
		}

	}

	static class UnknownEvent {

		@RealtimeListener
		void on(RealtimeEvent<Integer> event) {
		}

	}

	@RealtimeEntity
	static class Pretender {

		static class Listener {

			@RealtimeListener
			void on(RealtimeEvent<Pretender> event) {
			}

		}

	}

	static class SpecialItem extends Item {

		SpecialItem(Long id) {
			super(id);
		}

	}

	static class Recorder {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@RealtimeListener
		void any(RealtimeEvent<?> event) {
			this.heard.add("any " + event.id());
		}

		@RealtimeListener
		void item(RealtimeEvent<Item> event) {
			this.heard.add("item " + event.id());
		}

		@RealtimeListener
		void inserted(EntityInserted<? extends Item> event) {
			this.heard.add("inserted " + event.id());
		}

		@RealtimeListener
		void special(RealtimeEvent<SpecialItem> event) {
			this.heard.add("special " + event.id());
		}

		@RealtimeListener(condition = "#root.args[0].id() == 2")
		void matching(EntityUpdated<Item> event) {
			this.heard.add("matching " + event.id());
		}

	}

	static class Answering {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@RealtimeListener
		String answer(RealtimeEvent<Item> event) {
			return "answer";
		}

		@EventListener
		void on(String answer) {
			this.heard.add(answer);
		}

	}

	static class Throwing {

		@RealtimeListener(maxAttempts = 1)
		void on(RealtimeEvent<Item> event) throws IOException {
			throw new IOException("failing");
		}

	}

	static class ExactlyOnce {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@RealtimeListener(id = "once", exactlyOnce = true)
		void on(EntityInserted<Item> event) {
			this.heard.add(String.valueOf(event.id()));
		}

	}

	interface Proxied {

		void on(RealtimeEvent<Item> event);

	}

	static class ProxiedListener implements Proxied {

		@Override
		@RealtimeListener
		public void on(RealtimeEvent<Item> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyConfiguration {

		private final List<String> intercepted = new CopyOnWriteArrayList<>();

		@Bean
		ProxiedListener proxied() {
			return new ProxiedListener();
		}

		@Bean
		MethodInterceptor interceptor() {
			return (invocation) -> {
				this.intercepted.add(invocation.getMethod().getName());
				return invocation.proceed();
			};
		}

		@Bean
		static BeanNameAutoProxyCreator proxyCreator() {
			BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
			creator.setBeanNames("proxied");
			creator.setInterceptorNames("interceptor");
			return creator;
		}

	}

}

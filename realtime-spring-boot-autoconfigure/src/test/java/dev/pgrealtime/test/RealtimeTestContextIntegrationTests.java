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

package dev.pgrealtime.test;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

import dev.pgrealtime.support.Leftovers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how {@link RealtimeTest @RealtimeTest} and the cache of contexts go together.
 */
class RealtimeTestContextIntegrationTests {

	private static final AtomicLong IDS = new AtomicLong(1000);

	private final List<TestContext> testContexts = new ArrayList<>();

	@AfterEach
	void closeContexts() {
		this.testContexts.forEach((testContext) -> testContext.markApplicationContextDirty(null));
	}

	@Test
	void testsThatAreOtherwiseAlikeShareAContext() throws Exception {
		ApplicationContext first = run(FirstSample.class);
		assertThat(run(PatientSample.class)).isSameAs(first);
		assertThat(run(InheritingSample.class)).isSameAs(first);
		assertThat(run(InheritingSample.NestedSample.class)).isSameAs(first);
	}

	@Test
	void contextsOfOneApplicationTakeTurnsAtTheSlot() throws Exception {
		ApplicationContext first = run(FirstSample.class);
		ApplicationContext other = run(OtherSample.class);
		assertThat(other).isNotSameAs(first);
		assertThat(run(FirstSample.class)).isSameAs(first);
		assertThat(run(OtherSample.class)).isSameAs(other);
		assertThat(Leftovers.threads()).as("threads of those that pause").containsOnlyOnce("realtime-reader");
		closeContexts();
		new Leftovers(NoteApplication.DATABASE).assertNone();
	}

	@Test
	void testsThatAreNotAnnotatedGetNothing() throws Exception {
		run(PlainSample.class, (context) -> assertThat(context.getBeansOfType(RealtimeEvents.class)).isEmpty());
	}

	private ApplicationContext run(Class<?> testClass) throws Exception {
		return run(testClass, (context) -> {
			long id = IDS.incrementAndGet();
			NoteApplication.DATABASE.execute("INSERT INTO note VALUES (%d, 'some')".formatted(id));
			assertThat(context.getBean(RealtimeEvents.class)).of(Note.class).singleElement().hasId(id);
		});
	}

	private ApplicationContext run(Class<?> testClass, Consumer<ApplicationContext> testMethod) throws Exception {
		Object test = new Object();
		Method method = Object.class.getMethod("toString");
		TestContextManager manager = new TestContextManager(testClass);
		this.testContexts.add(manager.getTestContext());
		manager.beforeTestClass();
		manager.prepareTestInstance(test);
		manager.beforeTestMethod(test, method);
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		testMethod.accept(context);
		manager.afterTestMethod(test, method, null);
		manager.afterTestClass();
		return context;
	}

	@SpringBootTest(classes = NoteApplication.class, webEnvironment = WebEnvironment.NONE)
	@RealtimeTest
	static class FirstSample {

	}

	@SpringBootTest(classes = NoteApplication.class, webEnvironment = WebEnvironment.NONE)
	@RealtimeTest(timeout = "PT1M")
	static class PatientSample {

	}

	static class InheritingSample extends FirstSample {

		class NestedSample {

		}

	}

	@SpringBootTest(classes = NoteApplication.class, webEnvironment = WebEnvironment.NONE,
			properties = "some.property=other")
	@RealtimeTest
	static class OtherSample {

	}

	@SpringBootTest(classes = NoteApplication.class, webEnvironment = WebEnvironment.NONE)
	static class PlainSample {

	}

}

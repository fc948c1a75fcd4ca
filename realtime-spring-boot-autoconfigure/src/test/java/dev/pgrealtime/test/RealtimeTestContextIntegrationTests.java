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

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how {@link RealtimeTest @RealtimeTest} and the cache of contexts go together.
 */
class RealtimeTestContextIntegrationTests {

	private static final AtomicLong IDS = new AtomicLong(1000);

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
	}

	@Test
	void testsThatAreNotAnnotatedGetNothing() throws Exception {
		TestContextManager manager = new TestContextManager(PlainSample.class);
		Object test = new PlainSample();
		manager.beforeTestClass();
		manager.prepareTestInstance(test);
		manager.beforeTestMethod(test, ReflectionUtils.findMethod(PlainSample.class, "method"));
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		assertThat(context.getBeansOfType(RealtimeEvents.class)).isEmpty();
		manager.afterTestMethod(test, ReflectionUtils.findMethod(PlainSample.class, "method"), null);
		manager.afterTestClass();
	}

	/**
	 * Run a test that finds the one note that it inserts.
	 */
	private static ApplicationContext run(Class<?> testClass) throws Exception {
		Object test = new Object();
		TestContextManager manager = new TestContextManager(testClass);
		manager.beforeTestClass();
		manager.prepareTestInstance(test);
		manager.beforeTestMethod(test, Object.class.getMethod("toString"));
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		long id = IDS.incrementAndGet();
		NoteApplication.DATABASE.execute("INSERT INTO note VALUES (%d, 'some')".formatted(id));
		assertThat(context.getBean(RealtimeEvents.class)).of(Note.class).singleElement().hasId(id);
		manager.afterTestMethod(test, Object.class.getMethod("toString"), null);
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

		void method() {
		}

	}

}

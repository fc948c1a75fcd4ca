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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds a {@link RealtimeEvents} to the application context of a test class, to be
 * injected into the test: <pre class="code">
 * &#64;SpringBootTest
 * &#64;RealtimeTest
 * class OrderTests {
 *
 *     &#64;Autowired RealtimeEvents events;
 *
 *     &#64;Test
 *     void paymentIsPublished() {
 *         orders.pay(order);
 *         assertThat(events).updated(Order.class).singleElement().hasChangedOnly("status");
 *     }
 *
 * }</pre>
 * <p>
 * Before each test method, the stream is waited for and what was recorded is forgotten,
 * so that each method finds its own events only. That comes before the transaction of a
 * {@code @Transactional} test begins, and before {@code @Sql} scripts. Such a transaction
 * is rolled back, and what is never committed is never published: leave it out, or end it
 * by {@code TestTransaction}.
 * <p>
 * Needs AssertJ and Spring's TestContext framework. Methods that share a context must not
 * run concurrently.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface RealtimeTest {

	/**
	 * How long to wait until what was committed has been delivered, before it is a
	 * failure.
	 * @return a duration such as {@code 500ms}, {@code 30s} or {@code PT1M}
	 */
	String timeout() default "30s";

}

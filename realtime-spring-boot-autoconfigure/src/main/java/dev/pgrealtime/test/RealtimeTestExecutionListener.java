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

import java.time.Duration;

import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;
import org.springframework.test.context.transaction.TransactionalTestExecutionListener;

/**
 * Makes each method of an annotated test find its own events only. The stream is waited
 * for before a transaction of the test begins, because the server makes a slot only when
 * no older transaction is open.
 */
final class RealtimeTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public int getOrder() {
		return TransactionalTestExecutionListener.ORDER - 100;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		RealtimeTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testContext.getTestClass(),
				RealtimeTest.class);
		if (annotation != null) {
			Duration timeout = DurationFormatterUtils.detectAndParse(annotation.timeout());
			testContext.getApplicationContext().getBean(RealtimeEvents.class).begin(timeout);
		}
	}

}

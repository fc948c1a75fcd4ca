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

package dev.pgrealtime.rowsecurity;

import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TableAdmission}.
 */
class TableAdmissionTests {

	private static final DatabaseIdentity ANN = new DatabaseIdentity("app", "{}");

	private static final List<PublishedTable> TABLES = List.of(new PublishedTable(null, "orders", Set.of()));

	@Test
	void takesNoMoreThanAFewThreadsOfTheServer() throws Exception {
		CountDownLatch answered = new CountDownLatch(1);
		RowCheck check = mock();
		given(check.mayRead(any(), any())).will((call) -> {
			answered.await();
			return true;
		});
		TableAdmission admission = new TableAdmission(check, Duration.ofDays(1));
		ThreadPoolExecutor clients = (ThreadPoolExecutor) Executors.newFixedThreadPool(20);
		try {
			for (int i = 0; i < 20; i++) {
				clients.submit(() -> admission.isGranted(ANN, TABLES));
			}
			await().until(() -> clients.getCompletedTaskCount() == 4);
			assertThatExceptionOfType(SQLTimeoutException.class).isThrownBy(() -> admission.isGranted(ANN, TABLES))
				.withMessageContaining("Too many are asking the database at once");
			answered.countDown();
			await().until(() -> clients.getCompletedTaskCount() == 20);
			assertThat(admission.isGranted(ANN, TABLES)).isTrue();
		}
		finally {
			answered.countDown();
			clients.shutdown();
		}
	}

}

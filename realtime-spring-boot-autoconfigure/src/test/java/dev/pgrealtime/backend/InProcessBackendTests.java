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

package dev.pgrealtime.backend;

import java.sql.SQLException;

import javax.sql.DataSource;

import org.mockito.Answers;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import dev.pgrealtime.hub.HubBackend;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link InProcessBackend}.
 */
class InProcessBackendTests extends AbstractHubBackendTests {

	@Override
	protected HubBackend newBackend() {
		return new InProcessBackend();
	}

	@Override
	protected PlatformTransactionManager transactionManager() throws SQLException {
		DataSource dataSource = mock(Answers.RETURNS_DEEP_STUBS);
		given(dataSource.getConnection().getMetaData().supportsSavepoints()).willReturn(true);
		return new JdbcTransactionManager(dataSource);
	}

	@Override
	protected void awaitReceiving(Inbox inbox) {
	}

}

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

import org.springframework.util.Assert;

/**
 * How much may wait for the database to be asked, and how it is asked.
 *
 * @param events the number of events that may wait for each role and claims
 * @param bytes the size of their rows
 * @param connections the number of connections, and of questions at a time
 */
public record RowSecurityLimits(int events, long bytes, int connections) {

	public RowSecurityLimits {
		Assert.isTrue(events > 0 && bytes > 0 && connections > 0, "Limits must be positive");
	}

}

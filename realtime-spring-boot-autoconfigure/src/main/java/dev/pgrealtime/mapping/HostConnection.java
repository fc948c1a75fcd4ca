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

package dev.pgrealtime.mapping;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Lends an ordinary connection of the driver, which hosts the result sets that are made
 * from tuples and answers questions about user-defined types.
 */
@FunctionalInterface
public interface HostConnection {

	/**
	 * Return an open connection, the same one as long as it stays open.
	 * @return the connection, not to be closed
	 * @throws SQLException if there is none and none can be opened
	 */
	Connection get() throws SQLException;

}

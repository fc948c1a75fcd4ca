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

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens connections of our own. Safe for use by several threads.
 */
@FunctionalInterface
public interface ConnectionSource {

	/**
	 * Open a connection that reads values in the text that the stream has of them.
	 * @return the connection, in auto-commit mode, to be closed by the caller
	 * @throws SQLException if it cannot be opened
	 */
	Connection open() throws SQLException;

}

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

package dev.pgrealtime.benchmarks.fanout;

import java.io.IOException;
import java.sql.SQLException;

import dev.pgrealtime.benchmarks.process.Contender;

/**
 * Serves streams of events for as long as its JVM lives. A task only starts it.
 */
interface FanoutContender extends Contender<FanoutTask, FanoutEndpoint> {

	/**
	 * Open the way in which it is told of events.
	 * @param task the task it was given
	 * @param endpoint where it can be reached
	 * @return the publisher
	 * @throws IOException if it cannot be reached
	 * @throws SQLException if the database cannot be reached
	 */
	EventPublisher publisher(FanoutTask task, FanoutEndpoint endpoint) throws IOException, SQLException;

}

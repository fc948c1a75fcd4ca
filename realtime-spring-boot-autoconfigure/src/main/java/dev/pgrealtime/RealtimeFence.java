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

package dev.pgrealtime;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Waits until the listeners know what the database knows: for tests, to read what one has
 * written from a view that listeners keep, or before an application is taken out of a
 * deployment.
 * <p>
 * Write and commit, on any node and any connection, and call
 * {@link #awaitDelivered(Duration)} on the node that streams. The fence is a message in
 * the WAL; when it comes back through the stream, everything that was committed before
 * has come too. It needs no write permission beyond that of the role of
 * {@code realtime.connection}, and no pooled connection: all threads that wait at a time
 * share one that is opened for the moment.
 * <p>
 * A listener must not wait at a fence, as it would wait for itself. Safe for use by
 * several threads.
 */
public interface RealtimeFence {

	/**
	 * Wait until all that was committed before this call has been delivered: the
	 * synchronous listeners of every such event have returned, and those of
	 * {@link RealtimeListener @RealtimeListener} have succeeded or given up. A stream
	 * that is on its way to the server, or back to it, is waited for; what was committed
	 * before the replication slot was first made is not delivered, and not waited for.
	 * @param timeout how long to wait, exceeded by a second or two at most if the
	 * database does not answer
	 * @throws TimeoutException if it was not delivered in time; the message says what the
	 * stream is doing
	 * @throws InterruptedException if the thread is interrupted
	 * @throws IllegalStateException if the stream does not run, or ends meanwhile, or the
	 * role may not write a message
	 */
	void awaitDelivered(Duration timeout) throws TimeoutException, InterruptedException;

}

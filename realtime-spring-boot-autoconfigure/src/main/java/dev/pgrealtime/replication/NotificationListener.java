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

package dev.pgrealtime.replication;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Listens for the notifications of a channel, over one connection of our own that is made
 * again when it breaks. Safe for use by several threads.
 */
public final class NotificationListener {

	private final ReentrantLock lock = new ReentrantLock();

	private final PgConnections connections;

	private final String channel;

	private final Backoff backoff;

	private final Duration silenceTimeout;

	private @Nullable NotificationSession session;

	/**
	 * Create a listener, which is stopped.
	 * @param connections opens the connection
	 * @param channel the name of the channel, as {@code pg_notify} takes it
	 * @param backoff the delays between attempts to connect
	 * @param silenceTimeout after how long a connection without notifications is tried,
	 * and how long it may take to answer
	 */
	public NotificationListener(PgConnections connections, String channel, Backoff backoff, Duration silenceTimeout) {
		this.connections = connections;
		this.channel = channel;
		this.backoff = backoff;
		this.silenceTimeout = silenceTimeout;
	}

	/**
	 * Begin to listen, unless that has begun. The connection is made in the background.
	 * @param onNotification takes the payload of each notification, on a thread of the
	 * listener
	 * @param onMissed takes the reason why notifications may be missing before the next
	 * one, whenever a connection was made; on the same thread
	 */
	public void start(Consumer<String> onNotification, Consumer<String> onMissed) {
		this.lock.lock();
		try {
			if (this.session == null) {
				this.session = new NotificationSession(this.connections, this.channel, this.backoff,
						this.silenceTimeout, onNotification, onMissed);
				this.session.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close the connection and wait for the thread to end, for some seconds at most. Does
	 * nothing if the listener is stopped.
	 */
	public void stop() {
		this.lock.lock();
		try {
			if (this.session != null) {
				this.session.stop();
				this.session = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}

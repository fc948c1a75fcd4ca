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

package dev.pgrealtime.web.sse;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one clock of all streams.
 */
final class SseHeartbeat {

	private static final Log logger = LogFactory.getLog(SseHeartbeat.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Duration interval;

	private final Iterable<SseStream> streams;

	private volatile @Nullable ScheduledThreadPoolExecutor scheduler;

	SseHeartbeat(Duration interval, Iterable<SseStream> streams) {
		this.interval = interval;
		this.streams = streams;
	}

	/**
	 * Start to beat.
	 * @return {@code false} if it was beating already
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	boolean start() {
		this.lock.lock();
		try {
			if (this.scheduler != null) {
				return false;
			}
			ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, SseHeartbeat::newThread);
			scheduler.scheduleAtFixedRate(this::beat, this.interval.toNanos(), this.interval.toNanos(),
					TimeUnit.NANOSECONDS);
			this.scheduler = scheduler;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "realtime-heartbeat");
		thread.setDaemon(true);
		return thread;
	}

	private void beat() {
		this.streams.forEach(SseHeartbeat::beat);
	}

	private static void beat(SseStream stream) {
		try {
			stream.beat();
		}
		// Thrown on, it would silence the heart for ever, and for all
		catch (RuntimeException | Error ex) {
			logger.warn("A stream did not take its heartbeat", ex);
		}
	}

	void stop() {
		this.lock.lock();
		try {
			ScheduledThreadPoolExecutor scheduler = this.scheduler;
			if (scheduler != null) {
				scheduler.shutdownNow();
				this.scheduler = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isRunning() {
		return this.scheduler != null;
	}

}

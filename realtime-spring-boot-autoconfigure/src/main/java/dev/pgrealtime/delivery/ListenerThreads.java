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

package dev.pgrealtime.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads that listeners run on: as many as the lanes ask for, which is not more than
 * their concurrencies say. Idle ones go after a minute.
 */
public final class ListenerThreads implements AutoCloseable {

	private static final String PREFIX = "realtime-listener-";

	private final Executor executor;

	private final Runnable end;

	private ListenerThreads(Executor executor, Runnable end) {
		this.executor = executor;
		this.end = end;
	}

	/**
	 * Create platform threads.
	 * @return threads, to be closed
	 */
	public static ListenerThreads platform() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(PREFIX);
		factory.setDaemon(true);
		ExecutorService executor = Executors.newCachedThreadPool(factory);
		return new ListenerThreads(executor, executor::shutdownNow);
	}

	/**
	 * Create virtual threads. Needs Java 21.
	 * @return threads, to be closed
	 */
	public static ListenerThreads virtual() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(PREFIX);
		executor.setVirtualThreads(true);
		executor.setTaskTerminationTimeout(1);
		return new ListenerThreads(executor, executor::close);
	}

	/**
	 * Return who runs the listeners.
	 * @return an executor that has no queue
	 */
	public Executor executor() {
		return this.executor;
	}

	/**
	 * Interrupt what is still running.
	 */
	@Override
	public void close() {
		this.end.run();
	}

}

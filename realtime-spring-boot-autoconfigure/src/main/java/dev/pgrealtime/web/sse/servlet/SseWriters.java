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

package dev.pgrealtime.web.sse.servlet;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import dev.pgrealtime.hub.Mailbox;
import dev.pgrealtime.web.sse.SsePeer;

/**
 * The threads that write to the clients. Writing does not block, so that a few serve all;
 * what they queue is bounded by the number of clients.
 */
final class SseWriters implements AutoCloseable {

	private final ThreadPoolExecutor executor;

	SseWriters() {
		int threads = Runtime.getRuntime().availableProcessors();
		AtomicInteger number = new AtomicInteger();
		this.executor = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> newThread(task, number.incrementAndGet()));
		this.executor.allowCoreThreadTimeOut(true);
	}

	private static Thread newThread(Runnable task, int number) {
		Thread thread = new Thread(task, "realtime-sse-" + number);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Make a response asynchronous, once there is something to write, and write to it
	 * from now on.
	 * @param request the request
	 * @param response its response
	 * @param frames opens the mailbox of frames, given who takes them
	 * @throws IOException if the response has no output
	 */
	void start(HttpServletRequest request, HttpServletResponse response, Function<SsePeer, Mailbox<byte[]>> frames)
			throws IOException {
		SseWriter writer = new SseWriter(this.executor);
		Mailbox<byte[]> opened = frames.apply(writer);
		try {
			AsyncContext context = request.startAsync(request, response);
			context.setTimeout(0);
			writer.start(opened, context, response.getOutputStream());
		}
		catch (IOException | RuntimeException ex) {
			opened.close();
			throw ex;
		}
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

}

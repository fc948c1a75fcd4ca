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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.Mailbox;
import dev.pgrealtime.web.sse.SsePeer;

/**
 * Writes frames to one client for as long as it takes them without blocking.
 * <p>
 * Everything happens under the lock, above all the end: once a callback of the container
 * has returned, the response may serve another request, and nobody may still be writing
 * to it.
 */
final class SseWriter implements SsePeer, WriteListener, AsyncListener {

	private static final Log logger = LogFactory.getLog(SseWriter.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final Executor executor;

	private @Nullable Exchange exchange;

	private boolean invited;

	private boolean unflushed;

	SseWriter(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Begin to write.
	 * @param frames what to write, closed when nobody takes it any more
	 * @param context the asynchronous response
	 * @param output its output
	 */
	void start(Mailbox<byte[]> frames, AsyncContext context, ServletOutputStream output) {
		this.lock.lock();
		try {
			this.exchange = new Exchange(frames, context, output);
			context.addListener(this);
			output.setWriteListener(this);
		}
		catch (RuntimeException ex) {
			release();
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void signal() {
		if (this.scheduled.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::run);
			}
			catch (RuntimeException | Error ex) {
				this.scheduled.set(false);
				throw ex;
			}
		}
	}

	private void run() {
		this.scheduled.set(false);
		write();
	}

	/**
	 * Write what is there. The container's first call is its invitation to write at all,
	 * and whatever was signalled before waits for it.
	 */
	@Override
	public void onWritePossible() {
		this.lock.lock();
		try {
			this.invited = true;
		}
		finally {
			this.lock.unlock();
		}
		write();
	}

	private void write() {
		this.lock.lock();
		try {
			Exchange exchange = this.exchange;
			if (exchange != null && this.invited) {
				write(exchange.frames(), exchange.output());
			}
		}
		catch (IOException | RuntimeException ex) {
			// The container is about to say the same in a callback of its own
			onError(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(Mailbox<byte[]> frames, ServletOutputStream output) throws IOException {
		while (output.isReady()) {
			byte[] frame = frames.poll();
			if (frame != null) {
				output.write(frame);
				this.unflushed = true;
			}
			else if (this.unflushed) {
				this.unflushed = false;
				output.flush();
			}
			else {
				if (frames.isComplete()) {
					end();
				}
				return;
			}
		}
	}

	@Override
	public void disconnect() {
		this.executor.execute(this::end);
	}

	private void end() {
		this.lock.lock();
		try {
			Exchange exchange = this.exchange;
			if (exchange != null) {
				release();
				exchange.context().complete();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void release() {
		this.lock.lock();
		try {
			Exchange exchange = this.exchange;
			if (exchange != null) {
				this.exchange = null;
				exchange.frames().close();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void onError(Throwable ex) {
		logger.debug("A client has left", ex);
		release();
	}

	@Override
	public void onError(AsyncEvent event) {
		release();
		event.getAsyncContext().complete();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		release();
		event.getAsyncContext().complete();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		release();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	/**
	 * What is written, and where to, until the end.
	 */
	private record Exchange(Mailbox<byte[]> frames, AsyncContext context, ServletOutputStream output) {

	}

}

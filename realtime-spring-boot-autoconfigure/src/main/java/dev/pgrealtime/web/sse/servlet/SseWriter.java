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

	private final AsyncContext context;

	private final ServletOutputStream output;

	private final Executor executor;

	private @Nullable Mailbox<byte[]> frames;

	private boolean invited;

	private boolean unflushed;

	SseWriter(AsyncContext context, ServletOutputStream output, Executor executor) {
		this.context = context;
		this.output = output;
		this.executor = executor;
	}

	void start(Mailbox<byte[]> frames) {
		this.lock.lock();
		try {
			this.frames = frames;
			this.context.addListener(this);
			this.output.setWriteListener(this);
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
			this.executor.execute(this::run);
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
			Mailbox<byte[]> frames = this.frames;
			if (frames != null && this.invited) {
				write(frames);
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

	private void write(Mailbox<byte[]> frames) throws IOException {
		while (this.output.isReady()) {
			byte[] frame = frames.poll();
			if (frame != null) {
				this.output.write(frame);
				this.unflushed = true;
			}
			else if (this.unflushed) {
				this.unflushed = false;
				this.output.flush();
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
			if (this.frames != null) {
				release();
				this.context.complete();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void release() {
		this.lock.lock();
		try {
			Mailbox<byte[]> frames = this.frames;
			if (frames != null) {
				this.frames = null;
				frames.close();
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

}

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

package dev.pgrealtime.web.sse.reactive;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.Mailbox;

/**
 * What waits in a mailbox taken together, so that it is flushed together, up to a limit.
 */
final class FrameBatches implements Mailbox<List<byte[]>> {

	private static final int FRAMES = 16;

	/**
	 * What the server holds outside the heap for a client that does not read, if no frame
	 * is larger.
	 */
	private static final int BYTES = 16_384;

	private final Mailbox<byte[]> frames;

	FrameBatches(Mailbox<byte[]> frames) {
		this.frames = frames;
	}

	@Override
	public @Nullable List<byte[]> poll() {
		byte[] frame = this.frames.poll();
		if (frame == null) {
			return null;
		}
		List<byte[]> batch = new ArrayList<>();
		int bytes = 0;
		while (frame != null) {
			batch.add(frame);
			bytes += frame.length;
			frame = (batch.size() < FRAMES && bytes < BYTES) ? this.frames.poll() : null;
		}
		return batch;
	}

	@Override
	public boolean isComplete() {
		return this.frames.isComplete();
	}

	@Override
	public void close() {
		this.frames.close();
	}

}

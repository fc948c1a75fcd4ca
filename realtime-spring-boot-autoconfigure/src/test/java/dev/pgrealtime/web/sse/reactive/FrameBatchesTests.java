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

import java.util.ArrayDeque;
import java.util.Deque;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.hub.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameBatches}.
 */
class FrameBatchesTests {

	private final Deque<byte[]> waiting = new ArrayDeque<>();

	private final FrameBatches batches = new FrameBatches(new Mailbox<>() {

		@Override
		public byte[] poll() {
			return FrameBatchesTests.this.waiting.poll();
		}

		@Override
		public boolean isComplete() {
			return false;
		}

		@Override
		public void close() {
		}

	});

	@Test
	void takesWhatWaits() {
		assertThat(this.batches.poll()).isNull();
		add(3, 10);
		assertThat(this.batches.poll()).hasSize(3);
		assertThat(this.batches.poll()).isNull();
	}

	@Test
	void takesNoMoreFramesThanItMay() {
		add(20, 10);
		assertThat(this.batches.poll()).hasSize(16);
		assertThat(this.batches.poll()).hasSize(4);
	}

	@Test
	void takesNoMoreBytesThanItMayAndOneFrameMore() {
		add(4, 10_000);
		assertThat(this.batches.poll()).hasSize(2);
		add(1, 1_000_000);
		assertThat(this.batches.poll()).hasSize(2);
		assertThat(this.batches.poll()).hasSize(1);
	}

	private void add(int count, int size) {
		for (int i = 0; i < count; i++) {
			this.waiting.add(new byte[size]);
		}
	}

}

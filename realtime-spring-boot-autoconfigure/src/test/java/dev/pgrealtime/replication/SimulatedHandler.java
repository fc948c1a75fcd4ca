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

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.pgoutput.Commit;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Lets the world go on before each message is handled, and commits such bugs as can be
 * committed between the dispatcher and the pipeline.
 */
final class SimulatedHandler implements WalHandler {

	private final WalHandler pipeline;

	private final SimulatedRun run;

	private final @Nullable SimulatedBug bug;

	private final Map<Unconfirmed, Part> parts = new HashMap<>();

	private int connections;

	SimulatedHandler(WalHandler pipeline, SimulatedRun run, @Nullable SimulatedBug bug) {
		this.pipeline = pipeline;
		this.run = run;
		this.bug = bug;
	}

	@Override
	public void connected() {
		this.connections++;
		this.parts.clear();
		this.pipeline.connected();
	}

	@Override
	public void handle(WalRecord record) throws Exception {
		this.run.handling(record);
		if (this.bug == SimulatedBug.DROP_RELATIONS && this.connections > 2 && record.message() instanceof Relation) {
			return;
		}
		this.pipeline.handle((this.bug == SimulatedBug.CONFIRM_OUT_OF_ORDER) ? impatient(record) : record);
	}

	private WalRecord impatient(WalRecord record) {
		Part part = this.parts.computeIfAbsent(record.unconfirmed(),
				(unconfirmed) -> new Part(unconfirmed, this.run.queue()));
		if (record.message() instanceof Commit commit) {
			part.end = commit.endLsn();
		}
		return new WalRecord(record.message(), record.bytes(), part);
	}

	@Override
	public void streaming(Lsn from) throws Exception {
		this.pipeline.streaming(from);
	}

	@Override
	public void streamEnded() {
		this.pipeline.streamEnded();
	}

	@Override
	public void gap(StreamGap gap) {
		if (this.bug != SimulatedBug.SKIP_GAP) {
			this.pipeline.gap(gap);
		}
	}

	/**
	 * A part of the stream that is confirmed as soon as nobody holds it.
	 */
	private static final class Part implements Unconfirmed {

		private final Unconfirmed unconfirmed;

		private final WalQueue queue;

		private final long generation;

		private @Nullable Lsn end;

		private int holds;

		private Part(Unconfirmed unconfirmed, WalQueue queue) {
			this.unconfirmed = unconfirmed;
			this.queue = queue;
			this.generation = queue.generation();
		}

		@Override
		public boolean isOurs() {
			return this.unconfirmed.isOurs();
		}

		@Override
		public Hold hold() {
			Hold hold = this.unconfirmed.hold();
			this.holds++;
			return new Hold() {

				@Override
				public boolean isOurs() {
					return hold.isOurs();
				}

				@Override
				public void release() {
					hold.release();
					Part.this.holds--;
					if (Part.this.holds == 0 && Part.this.end != null) {
						Part.this.queue.confirm(Part.this.generation, Part.this.end);
					}
				}

				@Override
				public void abandon() {
					hold.abandon();
				}

			};
		}

		@Override
		public void whenConfirmed(Runnable action) {
			this.unconfirmed.whenConfirmed(action);
		}

	}

}

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

package dev.pgrealtime.benchmarks.latency;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * A row that says when it was written.
 */
@Entity
@Table(name = "latency")
@RealtimeEntity
public class LatencyRow {

	@Id
	private @Nullable Long id;

	private long stamp;

	private @Nullable String note;

	/**
	 * Create a row, as JPA does.
	 */
	protected LatencyRow() {
	}

	/**
	 * Return when it was written.
	 * @return the time of {@link System#nanoTime()}
	 */
	public long getStamp() {
		return this.stamp;
	}

	/**
	 * Return the note.
	 * @return the note
	 */
	public @Nullable String getNote() {
		return this.note;
	}

}

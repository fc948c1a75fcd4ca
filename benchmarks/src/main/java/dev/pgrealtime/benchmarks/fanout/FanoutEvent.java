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

package dev.pgrealtime.benchmarks.fanout;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * A row whose insert is the event.
 */
@Entity
@Table(name = "fanout_event")
@RealtimeEntity
public class FanoutEvent {

	@Id
	private @Nullable Long id;

	private @Nullable String text;

	/**
	 * Create an event, as JPA does.
	 */
	protected FanoutEvent() {
	}

	/**
	 * Return the number.
	 * @return the number
	 */
	public @Nullable Long getId() {
		return this.id;
	}

	/**
	 * Return the text.
	 * @return the text
	 */
	public @Nullable String getText() {
		return this.text;
	}

}

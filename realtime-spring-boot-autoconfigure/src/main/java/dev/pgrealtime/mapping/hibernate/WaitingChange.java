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

package dev.pgrealtime.mapping.hibernate;

import java.util.List;
import java.util.function.Supplier;

import dev.pgrealtime.RealtimeEvent;

/**
 * A change that is complete in itself, but has to wait for one before it.
 *
 * @param decoder makes its events
 * @param ordinal its number within the transaction
 * @param bytes how many bytes are held in memory
 */
record WaitingChange(Supplier<List<RealtimeEvent<?>>> decoder, long ordinal, long bytes) implements PendingChange {

	@Override
	public boolean isComplete() {
		return true;
	}

	@Override
	public void cutOff() {
	}

	@Override
	public List<RealtimeEvent<?>> events() {
		return this.decoder.get();
	}

	@Override
	public int changes() {
		return 1;
	}

}

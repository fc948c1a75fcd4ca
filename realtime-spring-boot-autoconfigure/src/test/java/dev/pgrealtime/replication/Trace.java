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

import java.util.ArrayList;
import java.util.List;

/**
 * What has happened, for a person to read. It is written only when a seed is run again,
 * which does the same once more.
 */
final class Trace {

	private final List<String> lines = new ArrayList<>();

	private final boolean written;

	private VirtualClock clock = new VirtualClock(() -> {
	});

	Trace(boolean written) {
		this.written = written;
	}

	void clock(VirtualClock clock) {
		this.clock = clock;
	}

	void say(String line, Object... arguments) {
		if (this.written) {
			this.lines.add("%10.3f ms  ".formatted(this.clock.nanoTime() / 1e6) + line.formatted(arguments));
		}
	}

	List<String> lines() {
		return this.lines;
	}

}

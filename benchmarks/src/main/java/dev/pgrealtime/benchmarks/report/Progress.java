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

package dev.pgrealtime.benchmarks.report;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Tells whoever waits how far it is.
 */
public final class Progress {

	private final long start = System.nanoTime();

	private final PrintStream out;

	/**
	 * Create a progress.
	 * @param out where to print it
	 */
	public Progress(PrintStream out) {
		this.out = out;
	}

	/**
	 * Report what happened.
	 * @param message the message
	 */
	public void report(String message) {
		this.out.printf(Locale.ROOT, "[%6.1f s] %s%n", (System.nanoTime() - this.start) / 1e9, message);
	}

}

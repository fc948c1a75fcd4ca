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

package dev.pgrealtime.benchmarks.drain;

/**
 * What a contender received.
 *
 * @param endMillis when it had the last change, in milliseconds since the epoch
 * @param inserts the number of inserts
 * @param updates the number of updates
 * @param deletes the number of deletes
 * @param bytes the size of the changes in the form in which it had them, or 0 where that
 * means nothing
 */
public record DrainResult(double endMillis, long inserts, long updates, long deletes, long bytes) {

	/**
	 * Return the number of changes.
	 * @return all of them
	 */
	public long changes() {
		return this.inserts + this.updates + this.deletes;
	}

}

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

package dev.pgrealtime.benchmarks.process;

/**
 * Does a kind of task, again and again. Has a public constructor without parameters, and
 * is run in a JVM of its own.
 *
 * @param <T> the type of the task, which can be written as JSON
 * @param <R> the type of the result, which can be written as JSON
 */
public interface Contender<T, R> {

	/**
	 * Return the name.
	 * @return the name under which its figures are published
	 */
	String name();

	/**
	 * Return the version of what is measured.
	 * @return the version
	 */
	String version();

	/**
	 * Return whether the machine has what the contender needs.
	 * @return {@code false} if it is to be left out
	 */
	default boolean isAvailable() {
		return true;
	}

	/**
	 * Do a task.
	 * @param task the task
	 * @return what was measured
	 * @throws Exception if the task cannot be done
	 */
	R run(T task) throws Exception;

}

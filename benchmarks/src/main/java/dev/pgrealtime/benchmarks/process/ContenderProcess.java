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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

/**
 * A contender in a JVM of its own, which lives through all rounds: its code is compiled
 * once, and it shares neither heap nor profile with another.
 *
 * @param <T> the type of the task
 * @param <R> the type of the result
 */
public final class ContenderProcess<T, R> implements AutoCloseable {

	private final JsonMapper mapper = new JsonMapper();

	private final Contender<T, R> contender;

	private final Class<R> resultType;

	private final Process process;

	private final Writer tasks;

	private final BufferedReader answers;

	/**
	 * Start a JVM.
	 * @param contender the contender
	 * @param taskType the class of its tasks
	 * @param resultType the class of its results
	 * @param jvmArguments arguments for the JVM
	 * @throws IOException if it cannot be started
	 */
	public ContenderProcess(Contender<T, R> contender, Class<T> taskType, Class<R> resultType,
			List<String> jvmArguments) throws IOException {
		this.contender = contender;
		this.resultType = resultType;
		this.process = new ProcessBuilder(command(contender, taskType, jvmArguments))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.tasks = this.process.outputWriter(StandardCharsets.UTF_8);
		this.answers = this.process.inputReader(StandardCharsets.UTF_8);
	}

	private static List<String> command(Contender<?, ?> contender, Class<?> taskType, List<String> jvmArguments) {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(jvmArguments);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), ContenderApplication.class.getName(),
				contender.getClass().getName(), taskType.getName()));
		return command;
	}

	/**
	 * Return the contender.
	 * @return the contender, of which only the description is to be used
	 */
	public Contender<T, R> contender() {
		return this.contender;
	}

	/**
	 * Return the process.
	 * @return the JVM; what the contender starts is a child of it
	 */
	public ProcessHandle handle() {
		return this.process.toHandle();
	}

	/**
	 * Have a task done.
	 * @param task the task
	 * @return the result
	 * @throws IOException if the JVM has ended instead
	 */
	public R run(T task) throws IOException {
		start(task);
		return await();
	}

	/**
	 * Have a task done, without waiting for it.
	 * @param task the task
	 * @throws IOException if the JVM has ended
	 */
	public void start(T task) throws IOException {
		this.tasks.write(this.mapper.writeValueAsString(task));
		this.tasks.write('\n');
		this.tasks.flush();
	}

	/**
	 * Wait for the task that was started.
	 * @return the result
	 * @throws IOException if the JVM has ended instead
	 */
	public R await() throws IOException {
		String answer = this.answers.readLine();
		while (answer != null && !answer.startsWith(ContenderApplication.ANSWER)) {
			answer = this.answers.readLine();
		}
		if (answer == null) {
			throw new IOException("'%s' ended without a result".formatted(this.contender.name()));
		}
		return this.mapper.readValue(answer.substring(ContenderApplication.ANSWER.length()), this.resultType);
	}

	@Override
	public void close() {
		try (this.tasks; this.answers) {
			this.tasks.close();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}

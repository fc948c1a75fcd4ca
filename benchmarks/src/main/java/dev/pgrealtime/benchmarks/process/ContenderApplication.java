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
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import tools.jackson.databind.json.JsonMapper;

/**
 * The JVM of a contender: takes tasks from standard input, a line of JSON each, and
 * answers on standard output. Ends with its input.
 */
public final class ContenderApplication {

	/**
	 * What an answer begins with, unlike what the JVM itself may print.
	 */
	static final String ANSWER = "answer: ";

	private ContenderApplication() {
	}

	/**
	 * Run tasks.
	 * @param args the classes of the contender and of its tasks
	 * @throws Exception if a task fails
	 */
	@SuppressWarnings("rawtypes")
	public static void main(String[] args) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		Class<? extends Contender> type = Class.forName(args[0]).asSubclass(Contender.class);
		serve(type.getConstructor().newInstance(), Class.forName(args[1]), answers);
		// What a contender has left running does not keep the JVM
		System.exit(0);
	}

	private static void serve(Contender<?, ?> contender, Class<?> taskType, PrintStream answers) throws Exception {
		JsonMapper mapper = new JsonMapper();
		BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
			answers.println(ANSWER + mapper.writeValueAsString(run(contender, mapper.readValue(line, taskType))));
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> Object run(Contender<T, ?> contender, Object task) throws Exception {
		return contender.run((T) task);
	}

}

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

/**
 * Where it was measured.
 *
 * @param java the version of the JDK
 * @param vm its virtual machine
 * @param os the operating system
 * @param cores the number of processors
 * @param postgres the version of PostgreSQL
 */
public record Environment(String java, String vm, String os, int cores, String postgres) {

	static Environment current(String postgres) {
		return new Environment(System.getProperty("java.runtime.version"), System.getProperty("java.vm.name"),
				"%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
				Runtime.getRuntime().availableProcessors(), postgres);
	}

	String sentence() {
		return "Measured on %d cores, %s, JDK %s, PostgreSQL %s.".formatted(this.cores, this.os, this.java,
				this.postgres);
	}

}

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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * PostgreSQL's own client, written in C, which throws everything away: the limit. It
 * counts nothing, but ends only once it has everything.
 */
public final class PgRecvlogicalContender implements Contender<DrainTask, DrainResult> {

	@Override
	public String name() {
		return "pg_recvlogical to /dev/null";
	}

	@Override
	public String version() {
		try {
			Process process = new ProcessBuilder("pg_recvlogical", "--version").start();
			String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return version.replaceAll("\\D*([\\d.]+).*\\s*", "$1");
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public boolean isAvailable() {
		return !version().isEmpty();
	}

	@Override
	public DrainResult run(DrainTask task) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command(task)).inheritIO();
		builder.environment().put("PGSSLMODE", "disable");
		Process process = builder.start();
		int exitValue = process.waitFor();
		double endMillis = DrainCounter.now();
		if (exitValue != 0) {
			throw new IllegalStateException("pg_recvlogical ended with " + exitValue);
		}
		return new DrainResult(endMillis, 0, 0, 0, 0);
	}

	private static List<String> command(DrainTask task) {
		return List.of("pg_recvlogical", "--start", "--file=/dev/null", "--host=" + task.server().host(),
				"--port=" + task.server().port(), "--username=" + ServerAddress.USER,
				"--dbname=" + ServerAddress.DATABASE, "--slot=" + task.slot(), "--option=proto_version=1",
				"--option=publication_names=" + task.publication(), "--endpos=" + task.endLsn(), "--no-loop");
	}

}

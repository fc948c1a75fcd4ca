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

package dev.pgrealtime.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Stacks}, and for what is made of them.
 */
class StacksTests {

	private static final String SEEN = """
			[main tid=1];java/lang/Thread.run 5
			[realtime-reader tid=7];java/lang/Thread.run;sun/nio/ch/Net.poll;poll;do_syscall_64_[k];schedule_[k] 30
			[realtime-dispatcher tid=8];dev/pgrealtime/pgoutput/A$$Lambda$12.0x00007f48448919b0.apply;java/lang/Long.valueOf 69
			[realtime-dispatcher tid=8];java/lang/Thread.run 1
			""";

	@TempDir
	private Path directory;

	@Test
	void readsOurThreadsOnly() throws IOException {
		assertThat(stacks().all()).extracting(Stacks.Stack::thread)
			.containsExactly("realtime-reader", "realtime-dispatcher", "realtime-dispatcher");
	}

	@Test
	void makesOneFrameOfTheKernel() throws IOException {
		assertThat(stacks().all().get(0).frames()).containsExactly("java.lang.Thread.run", "sun.nio.ch.Net.poll",
				"poll", "kernel");
	}

	@Test
	void leavesOutWhatDiffersFromRunToRun() throws IOException {
		assertThat(stacks().all().get(1).frames()).containsExactly("dev.pgrealtime.pgoutput.A$$Lambda.apply",
				"java.lang.Long.valueOf");
	}

	@Test
	void tellsTheStepByTheInnermostFrameThatHasOne() throws IOException {
		assertThat(stacks().all()).extracting(Step::of).containsExactly(Step.WAIT, Step.DECODE, null);
	}

	@Test
	void drawsFramesThatAreWideEnough() throws IOException {
		String svg = new FlameGraph("A <title>", stacks().tree()).svg();
		assertThat(svg).contains("A &lt;title>", "<title>realtime-dispatcher, 70.0 %</title>",
				"<title>sun.nio.ch.Net.poll, 30.0 %</title>");
	}

	private Stacks stacks() throws IOException {
		return Stacks.read(Files.writeString(this.directory.resolve("stacks"), SEEN));
	}

}

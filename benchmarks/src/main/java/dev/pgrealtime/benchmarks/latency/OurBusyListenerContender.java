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

package dev.pgrealtime.benchmarks.latency;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeListener;

/**
 * Ours, to a listener that takes five milliseconds for a change, eight of them at a time.
 */
public final class OurBusyListenerContender extends OurLatencyContender {

	private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * Create the contender.
	 */
	public OurBusyListenerContender() {
		super("ours, 5 ms a change, concurrency 8");
	}

	@Override
	Class<?> application() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = LatencyRow.class)
	static class Application {

		private final LatencyRecorder recorder;

		Application(LatencyRecorder recorder) {
			this.recorder = recorder;
		}

		@RealtimeListener(id = "busy", concurrency = 8)
		void inserted(EntityInserted<LatencyRow> event) {
			LockSupport.parkNanos(WORK_NANOS);
			this.recorder.received(event.newEntity().getStamp());
		}

	}

}

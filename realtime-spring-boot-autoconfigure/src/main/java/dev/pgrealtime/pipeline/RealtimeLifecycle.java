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

package dev.pgrealtime.pipeline;

import org.springframework.context.SmartLifecycle;

import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.replication.ReplicationWorker;

/**
 * Starts the stream when everything that could listen to it is there, and stops it before
 * any of that goes.
 */
public final class RealtimeLifecycle implements SmartLifecycle {

	/**
	 * The phase of the stream: it stops first, before the subscribers' streams and before
	 * the web server begins its graceful shutdown.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 256;

	private final ReplicationWorker worker;

	private final EventDelivery delivery;

	private final EventPipeline pipeline;

	private final ControlConnection controlConnection;

	private final Runnable verification;

	/**
	 * Create the lifecycle of a stream.
	 * @param worker reads the stream
	 * @param delivery delivers it
	 * @param pipeline publishes it
	 * @param controlConnection is closed after it
	 * @param listeners the listeners, to be verified before it
	 * @param catalog the entities
	 */
	public RealtimeLifecycle(ReplicationWorker worker, EventDelivery delivery, EventPipeline pipeline,
			ControlConnection controlConnection, RealtimeEventListenerFactory listeners, EntityCatalog catalog) {
		this.worker = worker;
		this.delivery = delivery;
		this.pipeline = pipeline;
		this.controlConnection = controlConnection;
		this.verification = () -> listeners.verify(catalog);
	}

	@Override
	public void start() {
		this.verification.run();
		this.delivery.start();
		this.worker.start();
	}

	@Override
	public void stop() {
		this.delivery.finish();
		this.worker.stop();
		this.delivery.stop();
		this.pipeline.close();
		this.controlConnection.close();
	}

	@Override
	public void stop(Runnable callback) {
		try {
			stop();
		}
		finally {
			callback.run();
		}
	}

	@Override
	public boolean isRunning() {
		return this.worker.isRunning();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}

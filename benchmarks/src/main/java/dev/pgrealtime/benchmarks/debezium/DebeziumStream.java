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

package dev.pgrealtime.benchmarks.debezium;

import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.format.JsonByteArray;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A running engine. Its batches are confirmed by their last record, which costs least.
 */
public final class DebeziumStream implements AutoCloseable {

	private final DebeziumEngine<?> engine;

	private final Thread thread;

	private DebeziumStream(DebeziumEngine<?> engine) {
		this.engine = engine;
		this.thread = new Thread(engine, "debezium");
		this.thread.start();
	}

	/**
	 * Stream structs, as Debezium itself uses them.
	 * @param settings the settings of the engine
	 * @param consumer takes the records, all on one thread
	 * @return the stream
	 */
	public static DebeziumStream ofStructs(Properties settings, Consumer<SourceRecord> consumer) {
		return new DebeziumStream(DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
			.using(settings)
			.notifying((List<RecordChangeEvent<SourceRecord>> batch,
					DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer) -> {
				batch.forEach((event) -> consumer.accept(event.record()));
				finish(batch, committer);
			})
			.build());
	}

	/**
	 * Stream JSON in UTF-8.
	 * @param settings the settings of the engine
	 * @param consumer takes the records, all on one thread
	 * @return the stream
	 */
	public static DebeziumStream ofJson(Properties settings, Consumer<byte[]> consumer) {
		return new DebeziumStream(DebeziumEngine.create(JsonByteArray.class)
			.using(settings)
			.notifying((List<ChangeEvent<byte[], byte[]>> batch,
					DebeziumEngine.RecordCommitter<ChangeEvent<byte[], byte[]>> committer) -> {
				batch.forEach((event) -> consumer.accept(event.value()));
				finish(batch, committer);
			})
			.build());
	}

	private static <R> void finish(List<R> batch, DebeziumEngine.RecordCommitter<R> committer)
			throws InterruptedException {
		committer.markProcessed(batch.get(batch.size() - 1));
		committer.markBatchFinished();
	}

	@Override
	public void close() throws IOException {
		this.engine.close();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(30));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

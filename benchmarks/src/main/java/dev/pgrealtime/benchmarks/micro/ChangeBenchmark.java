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

package dev.pgrealtime.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.benchmarks.drain.DrainApplication;
import dev.pgrealtime.benchmarks.server.ServerAddress;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.hibernate.HibernateEntityCatalog;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;

/**
 * What a change costs on its way: to a message, to an event, to JSON. An operation is one
 * change, of which ten in sixteen are inserts, five updates and one a delete.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
// JMH calls the method with @Setup before anything else
@SuppressWarnings("NullAway.Init")
public class ChangeBenchmark {

	static final String PORT = "port";

	static final String MESSAGES = "messages";

	/**
	 * The port of the server, which has the table.
	 */
	@Param("5432")
	private int port;

	/**
	 * The file with the messages.
	 */
	@Param("messages")
	private String messages;

	private final List<ByteBuffer> encoded = new ArrayList<>();

	private final List<Change> changes = new ArrayList<>();

	private final List<RealtimeEvent<?>> events = new ArrayList<>();

	private ConfigurableApplicationContext context;

	private ChangeDecoder decoder;

	private ChangeDecoder faithfulDecoder;

	private EventEncoder encoder;

	private Begin transaction;

	private int next;

	/**
	 * Start an application that knows the entity, and have it take in the messages.
	 * @throws Exception if that fails
	 */
	@Setup
	public void start() throws Exception {
		ServerAddress server = new ServerAddress("localhost", this.port);
		this.context = new SpringApplicationBuilder(DrainApplication.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off", "spring.datasource.url", server.url(),
					"spring.datasource.username", ServerAddress.USER, "spring.datasource.password",
					ServerAddress.PASSWORD, "realtime.slot.name", "unused"))
			.run();
		HibernateEntityCatalog catalog = this.context.getBean(HibernateEntityCatalog.class);
		this.decoder = catalog.newDecoder(true);
		this.faithfulDecoder = catalog.newDecoder(false);
		this.encoder = this.context.getBean(EventEncoder.class);
		for (ByteBuffer buffer : CapturedChanges.read(Path.of(this.messages))) {
			take(buffer, PgOutputDecoder.decode(buffer));
		}
	}

	private void take(ByteBuffer buffer, PgOutputMessage message) {
		if (message instanceof Begin begin) {
			this.transaction = begin;
		}
		else if (message instanceof Relation relation) {
			this.decoder.define(relation);
			this.faithfulDecoder.define(relation);
		}
		else if (message instanceof Change change) {
			this.encoded.add(buffer);
			this.changes.add(change);
			this.events.addAll(this.decoder.decode(change, this.transaction, 1));
		}
	}

	/**
	 * Stop everything.
	 * @throws Exception if that fails
	 */
	@TearDown
	public void stop() throws Exception {
		this.decoder.close();
		this.faithfulDecoder.close();
		this.context.close();
	}

	/**
	 * Make a message of the bytes.
	 * @return the message
	 */
	@Benchmark
	public PgOutputMessage message() {
		return PgOutputDecoder.decode(this.encoded.get(next()));
	}

	/**
	 * Make an event of a message, one entity or two, on the fast lane where there is one.
	 * @return the event
	 */
	@Benchmark
	public Object eventFastLane() {
		return this.decoder.decode(this.changes.get(next()), this.transaction, 1);
	}

	/**
	 * Make an event of a message, with all values from the driver and Hibernate.
	 * @return the event
	 */
	@Benchmark
	public Object eventFaithfulLane() {
		return this.faithfulDecoder.decode(this.changes.get(next()), this.transaction, 1);
	}

	/**
	 * Make an event of the bytes.
	 * @return the event
	 */
	@Benchmark
	public Object messageAndEvent() {
		Change change = (Change) PgOutputDecoder.decode(this.encoded.get(next()));
		return this.decoder.decode(change, this.transaction, 1);
	}

	/**
	 * Make JSON of an event.
	 * @return the JSON
	 */
	@Benchmark
	public byte[] json() {
		return this.encoder.encode(this.events.get(next()));
	}

	private int next() {
		this.next = (this.next + 1 < this.changes.size()) ? this.next + 1 : 0;
		return this.next;
	}

}

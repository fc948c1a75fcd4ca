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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterIndex;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterOutcome;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.RowFilter;

/**
 * What an update costs that one of 100,000 subscriptions wants, each of which has asked
 * for the rows of another user.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class FilterBenchmark {

	private static final int SUBSCRIPTIONS = 100_000;

	private final EntityModel<Message> model = new EntityModel<>("Message", Message.class, "messages",
			Set.of("userId"));

	private final FilterIndex<Integer> index = new FilterIndex<>();

	private final List<RowFilter> filters = new ArrayList<>();

	private long user;

	/**
	 * Subscribe.
	 */
	@Setup
	public void subscribe() {
		FilterAttribute attribute = FilterAttribute.of("userId", Long.class, (message) -> ((Message) message).userId());
		FilterParser parser = new FilterParser((channel, path) -> path.equals("userId") ? attribute : null,
				FilterLimits.DEFAULT);
		for (int i = 0; i < SUBSCRIPTIONS; i++) {
			RowFilter filter = parser.parse("messages", List.of("userId=eq." + i));
			this.index.add(filter, i);
			this.filters.add(filter);
		}
	}

	/**
	 * Find the subscription by the index.
	 * @param blackhole takes what is found
	 */
	@Benchmark
	public void filterIndex(Blackhole blackhole) {
		this.index.forEachMatch(next(), (subscriber, outcome) -> blackhole.consume(subscriber));
	}

	/**
	 * Ask every subscription, which the index spares.
	 * @param blackhole takes what is found
	 */
	@Benchmark
	public void filterLoop(Blackhole blackhole) {
		EntityUpdated<Message> event = next();
		for (RowFilter filter : this.filters) {
			if (filter.judge(event) != FilterOutcome.NONE) {
				blackhole.consume(filter);
			}
		}
	}

	private EntityUpdated<Message> next() {
		this.user = (this.user + 7919) % SUBSCRIPTIONS;
		EntityImage<Message> image = new EntityImage<>(new Message(this.user), Set.of());
		return new EntityUpdated<>(
				new EventMetadata<>(this.model, new EventPosition(new Lsn(this.user), 1), 1, Instant.EPOCH), image,
				image, this.user, Set.of(), Set.of());
	}

	private record Message(long userId) {

	}

}

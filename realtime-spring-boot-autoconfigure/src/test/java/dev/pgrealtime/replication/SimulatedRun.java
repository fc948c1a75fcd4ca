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

package dev.pgrealtime.replication;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.delivery.LaneDelivery;
import dev.pgrealtime.replication.Provisioner.Prepared;

/**
 * What an application has between a start and a stop of its stream. In place of
 * {@link ReplicationWorker}, with its threads, and of {@link Provisioner}, with its SQL,
 * it puts the same parts together and asks them the same questions.
 */
final class SimulatedRun {

	private static final Duration SILENCE_TIMEOUT = Duration.ofMinutes(1);

	private static final ServerFacts FACTS = new ServerFacts(180000);

	private static final ConnectionSettings NOWHERE = new ConnectionSettings("jdbc:postgresql:nowhere", "nobody", "");

	private static final ReplicationConnection NO_CONNECTION = new ReplicationConnection(
			(Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						throw new SQLException("There is no connection");
					}),
			null);

	private final Simulation simulation;

	private final SimulatedServer server;

	private final Invariants invariants;

	private final Trace trace;

	private final VirtualClock clock;

	private final @Nullable SimulatedBug bug;

	private final ReplicationSettings settings;

	private final WalQueue queue;

	private final WalDispatcher dispatcher;

	private final WalReader reader;

	private final LaneDelivery delivery;

	private final int laneBound;

	private @Nullable SimulatedStream stream;

	private @Nullable StreamSession session;

	private boolean stopping;

	private boolean interrupted;

	private long stopDeadline = VirtualClock.NEVER;

	private boolean sleeping;

	private long readerWake;

	private int failures;

	SimulatedRun(Simulation simulation, Scenario scenario, SimulatedApplication application, SimulatedServer server,
			Invariants invariants, Trace trace, VirtualClock clock, @Nullable SimulatedBug bug) {
		this.simulation = simulation;
		this.server = server;
		this.invariants = invariants;
		this.trace = trace;
		this.clock = clock;
		this.bug = bug;
		this.settings = new ReplicationSettings(
				new ReplicationSettings.Slot("simulated", false, false, LostSlotPolicy.RECREATE), "simulated",
				Provisioning.CREATE, List.of(), scenario.capacity(), SimulatedApplication.AT_ONCE,
				SimulatedApplication.AT_ONCE, SILENCE_TIMEOUT, Duration.ofSeconds(4), Duration.ofSeconds(20),
				new ReplicationSettings.Guard(Duration.ofSeconds(10), 0, RetentionPolicy.ALERT, Duration.ZERO));
		this.queue = new WalQueue(scenario.capacity(), new SimulatedLock(simulation));
		StreamMonitor monitor = new StreamMonitor("simulated", Duration.ZERO, clock::nanoTime, clock);
		Lease lease = new Lease(this.settings.leaseDuration(), clock::nanoTime);
		this.delivery = application.delivery();
		this.laneBound = scenario.maxInFlight() + scenario.batchSize() - 1;
		this.dispatcher = new WalDispatcher(this.queue, new SimulatedHandler(application.pipeline(), this, bug),
				this.settings.redeliver(), monitor, lease, () -> new SimulatedLock(simulation));
		PgConnections connections = new PgConnections(NOWHERE, "simulated");
		this.reader = new WalReader(this.settings, connections, List::of, this.queue,
				new Watchdog(this.settings, connections, this.queue, monitor, lease, clock::nanoTime), monitor, lease,
				clock::nanoTime, () -> true, null);
	}

	WalQueue queue() {
		return this.queue;
	}

	@Nullable SimulatedStream stream() {
		return this.stream;
	}

	boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Dispatch until the stream is stopped, then bid the server farewell.
	 * @return whether that was orderly
	 */
	boolean dispatch() {
		this.delivery.start();
		this.dispatcher.run();
		this.simulation.requireAlive();
		boolean orderly = sayFarewell() && !this.interrupted && this.queue.failure() == null;
		this.reader.end();
		this.delivery.stop();
		return orderly;
	}

	private boolean sayFarewell() {
		if (this.session == null || this.stream == null) {
			return false;
		}
		this.stream.whenIdle((wait) -> {
			this.clock.moveTo(this.clock.nanoTime() + wait.toNanos());
			this.server.takeStatus();
		});
		try {
			this.session.run(() -> true);
		}
		catch (SQLException | IOException | InterruptedException | RuntimeException ex) {
			this.trace.say("reader: cannot say farewell, %s", ex);
			this.simulation.disconnected(this.stream);
			return false;
		}
		boolean orderly = !this.stream.isSilent();
		StreamMemory memory = this.reader.memory();
		memory.confirmed(this.queue.confirmed());
		this.server.note(memory.note("simulated", SimulatedServer.IDENTITY, memory.delivered()));
		while (this.server.takeStatus()) {
			this.trace.say("server: takes the last status");
		}
		this.server.endWalsender();
		return orderly;
	}

	void stop(Duration timeout) {
		this.stopping = true;
		this.stopDeadline = this.clock.nanoTime() + timeout.toNanos();
		this.delivery.finish();
		this.dispatcher.stop();
		this.reader.stop();
	}

	/**
	 * Return whether the dispatcher is to be interrupted, once.
	 * @return whether its time is over
	 */
	boolean takeInterruption() {
		if (this.clock.nanoTime() < this.stopDeadline) {
			return false;
		}
		this.stopDeadline = VirtualClock.NEVER;
		this.interrupted = true;
		if (this.stream != null) {
			this.stream.breakOff(false);
		}
		return true;
	}

	/**
	 * Return when a stop has taken long enough.
	 * @return the time, if it is yet to come
	 */
	long stopDeadline() {
		return (this.stopDeadline > this.clock.nanoTime()) ? this.stopDeadline : VirtualClock.NEVER;
	}

	void handling(WalRecord record) {
		SimulatedStream stream = this.stream;
		if (stream != null) {
			stream.requireBounded(this.settings.bufferSize());
			stream.handled(record.bytes());
		}
		this.trace.say("dispatcher: handles %s", record.message().getClass().getSimpleName());
		this.simulation.pause();
		this.delivery.listeners().forEach((listener) -> {
			if (listener.inFlight() > this.laneBound) {
				throw new Invariants.Violation("I6: %s, and there may be %d".formatted(listener, this.laneBound));
			}
		});
	}

	/** Somebody has given a signal, so the queue may have room. */
	void signalled() {
		this.sleeping = false;
	}

	/**
	 * Let the reader wait for room in the queue.
	 * @param nanos how long at most
	 */
	void sleep(long nanos) {
		this.sleeping = true;
		this.readerWake = this.clock.nanoTime() + nanos;
	}

	long readerWake() {
		return (this.stopping && this.session == null) ? VirtualClock.NEVER : this.readerWake;
	}

	/**
	 * Let the reader do a step, if there is anything for it to do.
	 * @return whether there was
	 */
	boolean read() {
		SimulatedStream stream = this.stream;
		boolean woken = stream != null && !this.sleeping && stream.hasMore();
		if (!woken && this.clock.nanoTime() < readerWake()) {
			return false;
		}
		this.sleeping = false;
		if (this.session == null) {
			connect();
		}
		else {
			this.readerWake = this.clock.nanoTime() + Duration.ofMillis(100).toNanos();
			advance(this.session);
		}
		return true;
	}

	private void advance(StreamSession session) {
		try {
			session.advance();
			this.invariants.confirms(this.queue.confirmed());
		}
		catch (SQLException | IOException | InterruptedException | RuntimeException ex) {
			this.trace.say("reader: the stream ends, %s", ex);
			disconnect();
		}
	}

	private void disconnect() {
		this.session = null;
		if (this.stream != null) {
			this.simulation.disconnected(this.stream);
			this.stream = null;
		}
		this.reader.end();
		this.readerWake = this.clock.nanoTime() + this.settings.reconnect().delay(1).toNanos();
	}

	private void connect() {
		this.readerWake = this.clock.nanoTime() + Duration.ofMillis(1L << Math.min(this.failures++, 9)).toNanos();
		if (this.simulation.isServerDown()) {
			return;
		}
		try {
			Prepared prepared = prepare();
			SimulatedStream stream = new SimulatedStream(this.server,
					this.server.start(this.bug == SimulatedBug.RESUME_MID_TRANSACTION), this.invariants, this.trace,
					this.bug == SimulatedBug.CONFIRM_RECEIVED);
			this.trace.say("reader: streams from %s", prepared.from());
			this.failures = 0;
			this.stream = stream;
			this.session = this.reader.begin(stream, prepared, stream.process());
		}
		catch (SQLException ex) {
			this.trace.say("reader: is refused, %s", ex.getMessage());
			this.reader.memory().refused();
		}
		catch (ReplicationException ex) {
			this.trace.say("reader: is refused, %s", ex.getMessage());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Make everything ready, with the decisions of {@link Provisioner#provision}.
	 */
	private Prepared prepare() {
		StreamMemory memory = this.reader.memory();
		ReplicationSlot slot = this.server.slot();
		if (slot != null && memory.isUsedByOthers(slot)) {
			throw ReplicationErrors.slotInUse("simulated", slot.activeProcess());
		}
		if (!memory.isFirsthand()) {
			recall(memory, slot);
		}
		String lost = memory.lossOf(slot, SimulatedServer.IDENTITY);
		ReplicationSlot usable = (slot != null && slot.lost() == null) ? slot : null;
		Lsn from = (usable != null) ? usable.confirmed() : makeSlot(slot == null && lost == null);
		GapDetector gaps = new GapDetector(this.settings, NO_CONNECTION, memory);
		if (lost != null) {
			this.trace.say("reader: the slot was lost, %s", lost);
			gaps.slotLost(lost, slot, from);
		}
		PublicationState known = memory.publication();
		PublicationState publication = new PublicationState(new Lsn(this.server.end()), "publication", Map.of());
		if (!this.server.isPublishing() && known != null) {
			memory.gaps().add(new StreamGap("the publication was changed", known.asOf(), publication.asOf()));
		}
		this.server.publishAgain();
		memory.prepared(SimulatedServer.IDENTITY, from, publication);
		this.server.note(memory.note("simulated", SimulatedServer.IDENTITY, null));
		return new Prepared(FACTS, SimulatedServer.IDENTITY, from, publication);
	}

	/**
	 * Recall what was noted in the database. A publication that was changed is not noted,
	 * nor where a slot stood whose application has died.
	 */
	private void recall(StreamMemory memory, @Nullable ReplicationSlot slot) {
		SlotNote note = this.server.note();
		memory.recall(note);
		if (note != null && note.left() != null) {
			this.invariants.forgotten(note.left().value());
		}
		else if (slot != null) {
			this.invariants.forgotten((slot.lost() != null) ? slot.confirmed().value() : Long.MAX_VALUE);
		}
		else {
			this.invariants.forgotten(0);
		}
	}

	private Lsn makeSlot(boolean first) {
		Lsn from = this.server.makeSlot();
		this.invariants.slotMoved(from.value());
		if (first) {
			this.invariants.forgotten(Long.MAX_VALUE);
		}
		return from;
	}

	/** Look at the publication, as the watchdog does. */
	void watch() {
		if (this.session != null && !this.server.isPublishing()) {
			this.queue.fail(this.queue.generation(),
					ReplicationErrors.publicationChanged("simulated", "it was altered"));
		}
	}

}

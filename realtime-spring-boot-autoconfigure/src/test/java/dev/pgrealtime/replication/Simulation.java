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

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.delivery.ExhaustionPolicy;
import dev.pgrealtime.replication.Invariants.Violation;

/**
 * A world in which everything above the socket runs as it is, and everything else is made
 * up: the server, the network, the time, the order in which threads get on, and what goes
 * wrong. All of it follows from a seed, so that what a seed has shown once it shows
 * again.
 * <p>
 * There is one thread. It is the dispatcher: {@link WalDispatcher#run()} is called and
 * does not return before the stream is stopped. Whenever it would wait, for a message,
 * for the next attempt, for room in a lane, for the last listener, and also before each
 * message and in the middle of a plain listener, the world makes a few {@link #turn()
 * turns} instead. A turn is one step of somebody else: the reader moves one message, a
 * thread of a lane takes an event, calls its listener, or says what has become of it, a
 * timer goes off, the server commits a transaction or takes a status update; or it is a
 * {@linkplain SimulatedFault fault}. If nobody has anything to do, time passes. So every
 * step of the dispatcher may meet every state of the others, and nobody ever waits.
 * <p>
 * A crash is an error that is thrown at the dispatcher wherever it is; what was in memory
 * is thrown away, and another process begins with what the server and the database know.
 * <p>
 * What is right is not asked of the code that runs: {@link Invariants} keeps its own
 * books. When it objects, {@link SimulationTests} runs the seed again and prints what
 * happened.
 */
final class Simulation implements SimulatedLock.Waiting {

	private static final int MAX_TURNS_PER_TRANSACTION = 1500;

	private static final int ACTIONS = 8;

	private final SplittableRandom random;

	private final Scenario scenario;

	private final @Nullable SimulatedBug bug;

	private final Trace trace;

	private final VirtualClock clock = new VirtualClock(this::awaitRoom);

	private final SimulatedServer server;

	private final SimulatedParking parking;

	private final SimulatedThreads threads = new SimulatedThreads();

	private final Invariants invariants;

	private int connection;

	private int faults;

	/** How often somebody will write what is of no concern. */
	private int others;

	private int turns;

	private boolean turning;

	private boolean waits;

	private boolean over;

	private boolean keepsProcess;

	private boolean crashed;

	private boolean swapped;

	private long serverDownUntil;

	private long dispatcherWake = VirtualClock.NEVER;

	private @Nullable Violation violation;

	private @Nullable SimulatedRun run;

	/**
	 * Create a world.
	 * @param seed what everything follows from
	 * @param bug what is wrong with the code, or {@code null} if nothing is
	 * @param trace takes what happens
	 */
	Simulation(long seed, @Nullable SimulatedBug bug, Trace trace) {
		this.random = new SplittableRandom(seed);
		this.bug = bug;
		this.trace = trace;
		this.scenario = Scenario.of(this.random);
		this.server = new SimulatedServer(this.random);
		this.parking = new SimulatedParking(this, this.scenario.parksFollowers());
		this.invariants = new Invariants(this.scenario.keys());
		this.faults = this.scenario.faults();
		this.others = 2 * this.scenario.transactions();
		trace.clock(this.clock);
		trace.say("%s", this.scenario);
	}

	/**
	 * Let everything happen.
	 * @throws Violation if an invariant does not hold
	 */
	void run() {
		SimulatedApplication application = start();
		while (!this.over || this.crashed) {
			this.crashed = false;
			live(application);
			if (this.crashed || !this.keepsProcess) {
				this.threads.kill();
				this.clock.forgetTimers();
				application = start();
			}
		}
		this.invariants.atRest();
	}

	private SimulatedApplication start() {
		return new SimulatedApplication(this, this.scenario, this.parking, this.clock, this.threads);
	}

	private void live(SimulatedApplication application) {
		SimulatedRun run = new SimulatedRun(this, this.scenario, application, this.server, this.invariants, this.trace,
				this.clock, this.bug);
		this.run = run;
		boolean orderly = false;
		try {
			orderly = run.dispatch();
			this.trace.say("application: has stopped%s", orderly ? "" : ", but not in order");
		}
		catch (Crash ex) {
			this.trace.say("application: is dead");
			this.server.endWalsender();
		}
		requireSound();
		this.invariants.stopped(this.connection, orderly && this.threads.size() == 0);
		this.run = null;
	}

	private void requireSound() {
		if (this.violation != null) {
			throw this.violation;
		}
	}

	/**
	 * Throw at whoever has no right to go on.
	 */
	void requireAlive() {
		requireSound();
		if (this.crashed) {
			throw new Crash();
		}
	}

	// What the dispatcher does instead of waiting

	@Override
	public long await(SimulatedLock.Signal signal, long nanos) throws InterruptedException {
		SimulatedRun run = this.run;
		if (run == null) {
			throw new IllegalStateException("Nobody is there to wait");
		}
		if (this.turning) {
			run.sleep(nanos);
			return 0;
		}
		long deadline = (nanos < VirtualClock.NEVER) ? this.clock.nanoTime() + nanos : VirtualClock.NEVER;
		this.dispatcherWake = deadline;
		while (this.clock.nanoTime() < deadline && (!signal.isGiven() || this.random.nextInt(3) == 0)) {
			turnAlive(!signal.isGiven());
			if (run.takeInterruption()) {
				throw new InterruptedException();
			}
		}
		this.dispatcherWake = VirtualClock.NEVER;
		return deadline - this.clock.nanoTime();
	}

	@Override
	public void signalled() {
		if (this.run != null) {
			this.run.signalled();
		}
	}

	/** Let others get on while the dispatcher is busy. */
	void pause() {
		requireAlive();
		for (int i = this.random.nextInt(this.scenario.busy()); i > 0; i--) {
			turnAlive(false);
		}
	}

	/** Let others get on while the dispatcher waits for room in a lane. */
	private void awaitRoom() {
		turnAlive(true);
	}

	private void turnAlive(boolean waits) {
		requireAlive();
		this.waits = waits;
		this.turning = true;
		try {
			turn();
		}
		catch (Violation ex) {
			object(ex);
		}
		finally {
			this.turning = false;
		}
		requireAlive();
	}

	private void object(Violation violation) {
		if (this.violation == null) {
			this.violation = violation;
		}
	}

	// What the others do

	private void turn() {
		if (++this.turns > MAX_TURNS_PER_TRANSACTION * (1 + this.scenario.transactions())) {
			throw new Violation("It does not come to rest");
		}
		SimulatedRun run = this.run;
		if (run == null) {
			return;
		}
		if (!this.over && isComplete()) {
			this.over = true;
			this.keepsProcess = true;
			this.trace.say("everything is done");
			run.stop(Duration.ofMinutes(10));
		}
		if (!this.over && this.faults > 0 && this.random.nextInt(this.scenario.faultRate()) == 0) {
			this.faults--;
			fault(run);
			return;
		}
		for (int i = 0, first = this.random.nextInt(ACTIONS); i < ACTIONS; i++) {
			if (act((first + i) % ACTIONS, run)) {
				return;
			}
		}
		passTime(run);
	}

	private boolean isComplete() {
		List<SimulatedTransaction> wal = this.server.wal();
		return wal.size() == this.scenario.transactions() && this.invariants.allComplete()
				&& this.server.confirmed() >= wal.get(wal.size() - 1).endLsn();
	}

	private boolean act(int action, SimulatedRun run) {
		return switch (action) {
			case 0 -> commit();
			case 1 -> writeOther();
			case 2, 3 -> run.read();
			case 4, 5 -> this.threads.step(this.random.nextInt(8), this.clock.nanoTime(), sleep());
			case 6 -> this.clock.runNext();
			default -> this.server.takeStatus();
		};
	}

	private long sleep() {
		return (this.random.nextInt(this.scenario.slowness()) == 0)
				? Duration.ofMillis(this.random.nextInt(1 << this.random.nextInt(1, 15))).toNanos() : 0;
	}

	private boolean commit() {
		List<SimulatedTransaction> wal = this.server.wal();
		if (wal.size() == this.scenario.transactions() || this.random.nextInt(4) > 0) {
			return false;
		}
		this.swapped ^= this.random.nextInt(8) == 0;
		SimulatedTransaction transaction = this.scenario.transaction(wal.size() + 1, this.server.end(), this.swapped,
				this.random);
		this.server.commit(transaction);
		this.invariants.committed(transaction);
		this.trace.say("server: commits %s", transaction);
		return true;
	}

	private boolean writeOther() {
		if (this.others == 0 || this.random.nextInt(30) > 0) {
			return false;
		}
		this.others--;
		if (this.random.nextBoolean()) {
			this.server.checkpoint();
		}
		else {
			this.server.writeOther();
		}
		return true;
	}

	private void passTime(SimulatedRun run) {
		long next = Math.min(Math.min(this.clock.nextTimer(), this.threads.nextWake()),
				Math.min(Math.min(run.readerWake(), this.dispatcherWake), run.stopDeadline()));
		if (next < VirtualClock.NEVER) {
			this.clock.moveTo(next);
		}
		else if (this.waits) {
			throw new Violation("Everybody waits for somebody else");
		}
	}

	// What goes wrong

	private void fault(SimulatedRun run) {
		SimulatedFault fault = SimulatedFault.values()[this.random.nextInt(SimulatedFault.values().length)];
		SimulatedStream stream = run.stream();
		if (run.isStopping() && fault.stops()) {
			return;
		}
		this.trace.say("fault: %s", fault);
		switch (fault) {
			case BREAK -> breakOff(stream);
			case SERVER_CRASH -> {
				breakOff(stream);
				this.server.crash();
				this.serverDownUntil = this.clock.nanoTime() + Duration.ofMillis(this.random.nextInt(2000)).toNanos();
				this.invariants.broken(this.connection);
			}
			case SILENCE -> {
				if (stream != null) {
					stream.silence();
				}
			}
			case TRUNCATED_MESSAGE -> {
				if (stream != null) {
					stream.truncate();
				}
			}
			case SLOT_DROPPED, SLOT_ADVANCED, SLOT_INVALIDATED -> {
				breakOff(stream);
				this.server.endWalsender();
				changeSlot(fault);
			}
			case UNPUBLISHED -> {
				this.server.unpublish();
				this.clock.after(Duration.ofSeconds(this.random.nextInt(10)), run::watch);
			}
			case DATABASE_AWAY -> this.parking.refuse(1 + this.random.nextInt(3));
			case TIME_PASSES -> this.clock.moveTo(this.clock.nanoTime()
					+ Duration.ofMillis(this.random.nextInt(1 << this.random.nextInt(1, 15))).toNanos());
			case RESTART, NEW_PROCESS -> {
				this.keepsProcess = fault == SimulatedFault.RESTART;
				run.stop(Duration.ofMillis(this.random.nextInt(1 << this.random.nextInt(1, 16))));
			}
			case CRASH -> this.crashed = true;
		}
	}

	private void breakOff(@Nullable SimulatedStream stream) {
		if (stream != null) {
			stream.breakOff(this.random.nextBoolean());
		}
	}

	private void changeSlot(SimulatedFault fault) {
		switch (fault) {
			case SLOT_DROPPED -> this.server.dropSlot();
			case SLOT_INVALIDATED -> this.server.invalidateSlot();
			default -> {
				this.server.advanceSlot();
				this.invariants.slotMoved(this.server.confirmed());
			}
		}
	}

	boolean isServerDown() {
		return this.clock.nanoTime() < this.serverDownUntil;
	}

	/**
	 * The reader has given up a connection. The process of the server may take a while to
	 * notice, and take what is still on its way.
	 * @param stream the connection
	 */
	void disconnected(SimulatedStream stream) {
		this.invariants.broken(this.connection);
		if (this.random.nextBoolean()) {
			this.server.endWalsender();
		}
		else {
			this.clock.inAnyCaseAfter(Duration.ofMillis(this.random.nextInt(3000)), () -> {
				ReplicationSlot slot = this.server.slot();
				if (slot != null && stream.process().equals(slot.activeProcess())) {
					this.server.endWalsender();
				}
			});
		}
	}

	// What is told

	int connected() {
		this.connection++;
		this.invariants.connected(this.connection);
		this.trace.say("dispatcher: begins with connection %d", this.connection);
		return this.connection;
	}

	/**
	 * A listener is called.
	 * @param listener the listener
	 * @param events what it takes
	 */
	void called(SimulatedListener listener, List<RealtimeEvent<?>> events) {
		requireAlive();
		int connection = SimulatedCatalog.connectionOf(events.get(0));
		List<SimulatedEvent> expected;
		try {
			expected = events.stream().map(this.invariants::find).toList();
			this.invariants.begins(listener, expected.get(0), connection);
		}
		catch (Violation ex) {
			object(ex);
			throw ex;
		}
		if (listener == SimulatedListener.PLAIN) {
			pause();
		}
		if (expected.get(0).fails(listener)) {
			this.trace.say("%s: fails with %s", listener, expected.get(0));
			this.invariants.fails(listener, expected, connection,
					(this.scenario.onExhausted() == ExhaustionPolicy.SKIP) ? this.scenario.maxAttempts() : 0);
			throw new IllegalStateException("It fails");
		}
		this.trace.say("%s: is done with %s", listener, expected);
		succeed(listener, expected, connection);
	}

	private void succeed(SimulatedListener listener, List<SimulatedEvent> events, int connection) {
		try {
			for (SimulatedEvent event : events) {
				if (event != events.get(0)) {
					this.invariants.begins(listener, event, connection);
				}
				this.invariants.succeeds(listener, event, connection);
			}
		}
		catch (Violation ex) {
			object(ex);
			throw ex;
		}
	}

	void parked(SimulatedListener listener, List<RealtimeEvent<?>> events) {
		this.trace.say("%s: parks %s", listener, events.get(0).position());
		events.forEach((event) -> this.invariants.parks(listener, this.invariants.find(event),
				SimulatedCatalog.connectionOf(event)));
	}

	void committedTold(TransactionCommitted committed) {
		pause();
		try {
			this.invariants.committedTold(committed);
		}
		catch (Violation ex) {
			object(ex);
			throw ex;
		}
	}

	void gapTold(StreamGap gap) {
		pause();
		if (this.random.nextInt(10) == 0) {
			throw new IllegalStateException("It fails");
		}
		this.trace.say("PLAIN: is told of %s", gap);
		this.invariants.gapTold(gap);
	}

	void signalArrived(String argument) {
		this.invariants.signalArrived(argument);
	}

	/**
	 * The process has ended without a word.
	 */
	private static final class Crash extends Error {

		private static final long serialVersionUID = 1L;

	}

}

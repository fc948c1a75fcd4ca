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

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * A connection to the simulated server. It never waits: who reads and finds nothing has
 * to come again.
 */
final class SimulatedStream implements WalStream {

	private final SimulatedServer server;

	private final SimulatedWalsender walsender;

	private final Invariants invariants;

	private final Trace trace;

	private final boolean confirmsReceived;

	/** What was read and is not handled, in order. */
	private final Deque<WalMessage.Data> unhandled = new ArrayDeque<>();

	private long unhandledBytes;

	private int longest;

	private Consumer<Duration> idle = (wait) -> {
	};

	private boolean silent;

	private boolean broken;

	private boolean withError;

	SimulatedStream(SimulatedServer server, SimulatedWalsender walsender, Invariants invariants, Trace trace,
			boolean confirmsReceived) {
		this.server = server;
		this.walsender = walsender;
		this.invariants = invariants;
		this.trace = trace;
		this.confirmsReceived = confirmsReceived;
	}

	/**
	 * From now on, whoever reads and finds nothing has waited.
	 * @param idle what happens meanwhile
	 */
	void whenIdle(Consumer<Duration> idle) {
		this.idle = idle;
	}

	/** From now on nothing gets through, and nobody is told. */
	void silence() {
		this.silent = true;
	}

	/**
	 * Break the connection.
	 * @param withError whether the server says so
	 */
	void breakOff(boolean withError) {
		this.broken = true;
		this.withError = withError;
	}

	boolean isBroken() {
		return this.broken;
	}

	boolean isSilent() {
		return this.silent;
	}

	/** The next message will lack its end. */
	void truncate() {
		this.walsender.truncate();
	}

	String process() {
		return this.walsender.process();
	}

	/**
	 * Return whether it is worth while to read.
	 * @return whether that finds a message, or the end
	 */
	boolean hasMore() {
		return this.broken || (!this.silent && this.walsender.hasMore());
	}

	@Override
	public @Nullable WalMessage read(Duration wait) throws SQLException, EOFException {
		if (this.broken) {
			if (this.withError) {
				throw new SQLException("terminating connection", "57P01");
			}
			throw new EOFException("The server has closed the connection");
		}
		byte[] bytes = this.silent ? null : this.walsender.send();
		if (bytes == null) {
			this.idle.accept(wait);
			return null;
		}
		WalMessage message = WalMessage.decode(bytes);
		if (message instanceof WalMessage.Data data) {
			this.trace.say("reader: reads %c", (data.payload().hasRemaining()) ? data.payload().get(25) : '?');
			this.longest = Math.max(this.longest, data.size());
			this.unhandled.add(data);
			this.unhandledBytes += data.size();
		}
		else {
			this.trace.say("reader: reads %s", message);
		}
		return message;
	}

	/**
	 * The dispatcher has taken a message.
	 * @param bytes the message
	 */
	void handled(ByteBuffer bytes) {
		boolean known = false;
		for (WalMessage.Data data : this.unhandled) {
			known = data.payload() == bytes;
			if (known) {
				break;
			}
		}
		while (known) {
			WalMessage.Data data = this.unhandled.remove();
			this.unhandledBytes -= data.size();
			known = data.payload() != bytes;
		}
	}

	/**
	 * Check how much waits in memory.
	 * @param capacity how much may
	 */
	void requireBounded(long capacity) {
		WalMessage.Data last = this.unhandled.peekLast();
		if (last != null && this.unhandledBytes - last.size() > Math.max(capacity, this.longest)) {
			throw new Invariants.Violation(
					"I6: %d bytes wait, and there is room for %d".formatted(this.unhandledBytes, capacity));
		}
	}

	@Override
	public void sendStatus(Lsn received, Lsn confirmed, boolean requestReply) throws SQLException {
		if (this.broken) {
			throw new SQLException("An I/O error occurred", "08006");
		}
		Lsn said = this.confirmsReceived ? received : confirmed;
		this.trace.say("reader: confirms %s%s", said, requestReply ? ", and asks for an answer" : "");
		this.invariants.confirms(said);
		if (!this.silent) {
			this.server.send(said, requestReply);
		}
	}

}

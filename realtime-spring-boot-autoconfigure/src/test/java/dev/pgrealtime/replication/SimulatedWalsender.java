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

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the WAL, in the protocol's own bytes. Its keepalives are the meanest
 * that the protocol allows: in the middle of a transaction they name the end of the WAL.
 */
final class SimulatedWalsender {

	private final SimulatedServer server;

	private final String process;

	private final RandomGenerator random;

	private final Deque<byte[]> messages = new ArrayDeque<>();

	/** The shape of each table that was sent: 0 for none. */
	private final int[] shapes = new int[SimulatedChange.TABLES];

	private long position;

	/** The number of the transaction that is being sent, and how many changes were. */
	private int current;

	private int sent;

	private int leftOutOf;

	private int leftOut;

	private int next;

	private boolean replyRequested;

	private boolean truncating;

	/**
	 * Create a process.
	 * @param server the server
	 * @param process its number
	 * @param from where to begin
	 * @param random decides when there are keepalives
	 */
	SimulatedWalsender(SimulatedServer server, String process, long from, RandomGenerator random) {
		this.server = server;
		this.process = process;
		this.position = from;
		this.random = random;
		while (this.next < server.wal().size() && server.wal().get(this.next).commitLsn() < from) {
			this.next++;
		}
	}

	String process() {
		return this.process;
	}

	void requestReply() {
		this.replyRequested = true;
	}

	/**
	 * Leave out the first changes of a transaction, as no server does.
	 * @param transaction the number of the transaction
	 * @param changes how many
	 */
	void leaveOut(int transaction, int changes) {
		this.leftOutOf = transaction;
		this.leftOut = changes;
	}

	int current() {
		return this.current;
	}

	int sent() {
		return this.sent;
	}

	/** The next message will lack its end. */
	void truncate() {
		this.truncating = true;
	}

	/**
	 * Return whether there is anything to be sent.
	 * @return {@code false} if there will only be a sign of life
	 */
	boolean hasMore() {
		return this.replyRequested || !this.messages.isEmpty() || this.next < this.server.wal().size()
				|| this.position < this.server.end();
	}

	/**
	 * Send the next message.
	 * @return the message, or {@code null} if there is none
	 */
	byte @Nullable [] send() {
		byte[] message = next();
		if (message != null && this.truncating) {
			this.truncating = false;
			return Arrays.copyOf(message, this.random.nextInt(message.length));
		}
		return message;
	}

	private byte @Nullable [] next() {
		if (this.replyRequested || this.random.nextInt(8) == 0) {
			this.replyRequested = false;
			return keepalive();
		}
		byte[] message = this.messages.poll();
		if (message == null && this.next < this.server.wal().size()) {
			SimulatedTransaction transaction = this.server.wal().get(this.next++);
			if (transaction.isPublished()) {
				begin(transaction);
			}
			this.position = transaction.endLsn();
			message = this.messages.poll();
		}
		if (message != null && message.length > 25 && "IUDTM".indexOf(message[25]) >= 0) {
			this.sent++;
		}
		return (message != null || this.position == this.server.end()) ? message : keepalive();
	}

	/**
	 * A keepalive between transactions names what has been read, which is everything that
	 * was sent and nothing that was not; within one it must not be believed.
	 */
	private byte[] keepalive() {
		if (!this.messages.isEmpty()) {
			return keepalive(this.server.end());
		}
		if (this.next < this.server.wal().size()) {
			long commit = this.server.wal().get(this.next).commitLsn();
			return keepalive(this.random.nextBoolean() ? commit : this.position);
		}
		this.position = this.server.end();
		return keepalive(this.position);
	}

	private byte[] keepalive(long position) {
		return ByteBuffer.allocate(18)
			.put((byte) 'k')
			.putLong(position)
			.putLong(0)
			.put((byte) this.random.nextInt(2))
			.array();
	}

	private void begin(SimulatedTransaction transaction) {
		this.current = transaction.number();
		this.sent = 0;
		int leftOut = (this.current == this.leftOutOf) ? this.leftOut : 0;
		add(transaction.lsnOf(-1), transaction.encodeBegin());
		for (int i = 0; i < transaction.changes().size(); i++) {
			SimulatedChange change = transaction.changes().get(i);
			switch (change.kind()) {
				case SIGNAL -> {
				}
				case TRUNCATE_ALL -> {
					define(transaction, 0);
					define(transaction, 1);
				}
				default -> define(transaction, change.table());
			}
			if (i >= leftOut) {
				add(transaction.lsnOf(i), change.encode(transaction.swapped()));
			}
		}
		add(transaction.endLsn(), transaction.encodeCommit());
	}

	private void define(SimulatedTransaction transaction, int table) {
		int shape = transaction.swapped() ? 2 : 1;
		if (this.shapes[table] != shape) {
			this.shapes[table] = shape;
			add(0, SimulatedChange.encodeRelation(table, transaction.swapped()));
		}
	}

	private void add(long lsn, byte[] payload) {
		this.messages.add(ByteBuffer.allocate(25 + payload.length)
			.put((byte) 'w')
			.putLong(lsn)
			.putLong(lsn)
			.putLong(0)
			.put(payload)
			.array());
	}

}

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

package dev.pgrealtime.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between an application and its server that breaks when told to. What it is
 * told holds for the connections that there are and for those to come, until
 * {@link #restore()}. Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {

	private static final byte[] START_REPLICATION = "START_REPLICATION".getBytes(StandardCharsets.US_ASCII);

	private final TestDatabase target;

	private final ServerSocket listener;

	private final List<Link> links = new CopyOnWriteArrayList<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Set<Direction> blackHoles = EnumSet.noneOf(Direction.class);

	private int chunk = Integer.MAX_VALUE;

	private Duration pause = Duration.ZERO;

	private long untilCut = Long.MAX_VALUE;

	/**
	 * Create a network that works.
	 * @param target the database behind it; its server need not be there yet
	 */
	public FaultProxy(TestDatabase target) {
		this.target = target;
		try {
			this.listener = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * Return the database as it is seen through this network.
	 * @return the same database at another address
	 */
	public TestDatabase database() {
		return new TestDatabase("127.0.0.1", this.listener.getLocalPort(), this.target.name());
	}

	/**
	 * Let nothing through any more and tell nobody, as a firewall that drops packets. To
	 * the server, a client behind a black hole towards it is also one that stops reading.
	 * @param directions the directions; both if none is given
	 */
	public void blackHole(Direction... directions) {
		change(() -> this.blackHoles
			.addAll((directions.length > 0) ? List.of(directions) : EnumSet.allOf(Direction.class)));
	}

	/**
	 * Let only a little through at a time.
	 * @param chunk how many bytes
	 * @param pause the time between them
	 */
	public void trickle(int chunk, Duration pause) {
		change(() -> {
			this.chunk = chunk;
			this.pause = pause;
		});
	}

	/**
	 * Break the connection that streams in the middle of what it is being sent, once.
	 * @param bytes how many bytes the client still gets
	 */
	public void cutAfter(long bytes) {
		change(() -> this.untilCut = bytes);
	}

	/**
	 * Return whether the cut that was asked for is still to come.
	 * @return {@code true} until the connection has been broken
	 */
	public boolean isCutAhead() {
		this.lock.lock();
		try {
			return this.untilCut != Long.MAX_VALUE;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let everything through again, and first of all what was held back.
	 */
	public void restore() {
		change(() -> {
			this.blackHoles.clear();
			this.chunk = Integer.MAX_VALUE;
			this.pause = Duration.ZERO;
			this.untilCut = Long.MAX_VALUE;
		});
	}

	/**
	 * End all connections as a peer does that is done with them.
	 */
	public void endAll() {
		this.links.forEach((link) -> link.close(false));
	}

	/**
	 * Break all connections as a peer does that knows nothing of them.
	 */
	public void resetAll() {
		this.links.forEach((link) -> link.close(true));
	}

	/**
	 * Take the server away from all connections without telling the clients, as when its
	 * machine has lost its power. They are left half-open.
	 */
	public void loseServer() {
		this.links.forEach(Link::loseServer);
	}

	/**
	 * Return how many connections were asked for.
	 * @return the number since the beginning
	 */
	public int accepted() {
		return this.accepted.get();
	}

	/**
	 * Return how many connections there are.
	 * @return the number now, including half-open ones
	 */
	public int open() {
		return this.links.size();
	}

	@Override
	public void close() {
		closeQuietly(this.listener);
		resetAll();
		restore();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				this.accepted.incrementAndGet();
				start(() -> connect(client));
			}
			catch (IOException ex) {
				// Closed, unless the client has gone again
			}
		}
	}

	private void connect(Socket client) {
		try {
			Socket server = new Socket();
			server.connect(new InetSocketAddress(this.target.host(), this.target.port()));
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			Link link = new Link(client, server);
			this.links.add(link);
			start(() -> link.pump(Direction.TO_SERVER));
			start(() -> link.pump(Direction.TO_CLIENT));
			if (this.listener.isClosed()) {
				link.close(true);
			}
		}
		catch (IOException ex) {
			reset(client);
		}
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until something may pass.
	 * @param direction where it goes
	 * @param length how much there is
	 * @return how much may pass
	 */
	private int await(Direction direction, int length) {
		this.lock.lock();
		try {
			long remaining = this.pause.toNanos();
			while (remaining > 0 && !this.pause.isZero()) {
				remaining = this.changed.awaitNanos(remaining);
			}
			while (this.blackHoles.contains(direction)) {
				this.changed.await();
			}
			return Math.min(length, this.chunk);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private int untilCut(int length) {
		this.lock.lock();
		try {
			if (this.untilCut == Long.MAX_VALUE) {
				return length;
			}
			int allowed = (int) Math.min(length, this.untilCut);
			this.untilCut -= allowed;
			return allowed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean cut() {
		this.lock.lock();
		try {
			boolean cut = this.untilCut == 0;
			if (cut) {
				this.untilCut = Long.MAX_VALUE;
			}
			return cut;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void start(Runnable runnable) {
		Thread thread = new Thread(runnable, "fault-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// It is closed already
		}
		closeQuietly(socket);
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			// It is gone either way
		}
	}

	/**
	 * Where bytes go.
	 */
	public enum Direction {

		/**
		 * From the server to the application.
		 */
		TO_CLIENT,

		/**
		 * From the application to the server.
		 */
		TO_SERVER

	}

	/**
	 * One connection from end to end.
	 */
	private final class Link {

		private final Socket client;

		private final Socket server;

		private volatile boolean streaming;

		private volatile boolean serverLost;

		private Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		private void pump(Direction direction) {
			Socket from = (direction == Direction.TO_SERVER) ? this.client : this.server;
			Socket to = (direction == Direction.TO_SERVER) ? this.server : this.client;
			byte[] buffer = new byte[8192];
			try {
				for (int length = from.getInputStream().read(buffer); length >= 0; length = from.getInputStream()
					.read(buffer)) {
					if (direction == Direction.TO_SERVER) {
						this.streaming = this.streaming || contains(buffer, length);
					}
					forward(direction, buffer, length, to);
				}
				FaultProxy.this.await(direction, 1);
				end(false);
			}
			catch (IOException ex) {
				FaultProxy.this.await(direction, 1);
				end(true);
			}
		}

		private void forward(Direction direction, byte[] buffer, int length, Socket to) throws IOException {
			boolean counted = direction == Direction.TO_CLIENT && this.streaming;
			for (int done = 0; done < length;) {
				int step = await(direction, length - done);
				int allowed = counted ? untilCut(step) : step;
				to.getOutputStream().write(buffer, done, allowed);
				done += allowed;
				if (counted && cut()) {
					close(false);
					return;
				}
			}
		}

		private void end(boolean reset) {
			if (!this.serverLost) {
				close(reset);
			}
		}

		private void loseServer() {
			this.serverLost = true;
			reset(this.server);
		}

		private void close(boolean reset) {
			FaultProxy.this.links.remove(this);
			if (reset) {
				reset(this.client);
				reset(this.server);
			}
			else {
				closeQuietly(this.client);
				closeQuietly(this.server);
			}
		}

		private static boolean contains(byte[] buffer, int length) {
			for (int i = 0; i <= length - START_REPLICATION.length; i++) {
				if (Arrays.equals(buffer, i, i + START_REPLICATION.length, START_REPLICATION, 0,
						START_REPLICATION.length)) {
					return true;
				}
			}
			return false;
		}

	}

}

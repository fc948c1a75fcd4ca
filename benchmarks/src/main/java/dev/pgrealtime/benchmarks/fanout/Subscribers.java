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

package dev.pgrealtime.benchmarks.fanout;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Subscribers of one stream, all on one thread, so that they cost little beside what they
 * measure.
 */
final class Subscribers implements AutoCloseable {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final byte[] bytes = new byte[BUFFER_SIZE];

	private final Selector selector = Selector.open();

	private final FanoutEndpoint endpoint;

	private final Deliveries deliveries;

	private final CountDownLatch connecting;

	private final Thread thread = new Thread(this::receive, "subscribers");

	private Subscribers(FanoutEndpoint endpoint, int count, Deliveries deliveries) throws IOException {
		this.endpoint = endpoint;
		this.deliveries = deliveries;
		this.connecting = new CountDownLatch(count);
	}

	/**
	 * Connect, and wait until every stream has begun.
	 * @param endpoint where to connect to
	 * @param count the number of connections
	 * @param first the number of the first event
	 * @param deliveries counts the events
	 * @return the subscribers
	 * @throws IOException if it is not possible to connect
	 * @throws InterruptedException if interrupted
	 */
	static Subscribers connect(FanoutEndpoint endpoint, int count, long first, Deliveries deliveries)
			throws IOException, InterruptedException {
		Subscribers subscribers = new Subscribers(endpoint, count, deliveries);
		for (int i = 0; i < count; i++) {
			subscribers.add(new Subscriber(deliveries, first));
		}
		subscribers.thread.setDaemon(true);
		subscribers.thread.start();
		if (!subscribers.connecting.await(20, TimeUnit.SECONDS)) {
			throw new IOException(
					"%d of %d subscribers hear nothing".formatted(subscribers.connecting.getCount(), count));
		}
		return subscribers;
	}

	private void add(Subscriber subscriber) throws IOException {
		SocketChannel channel = SocketChannel
			.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.endpoint.port()));
		String request = "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
			.formatted(this.endpoint.path());
		channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
		channel.configureBlocking(false);
		channel.register(this.selector, SelectionKey.OP_READ, subscriber);
	}

	private void receive() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select(this::receive);
			}
		}
		catch (IOException | RuntimeException ex) {
			this.deliveries.failed(ex);
		}
	}

	private void receive(SelectionKey key) {
		try {
			int length = ((SocketChannel) key.channel()).read(this.buffer.clear());
			if (length < 0) {
				throw new EOFException("A stream has ended");
			}
			this.buffer.flip().get(this.bytes, 0, length);
			if (((Subscriber) key.attachment()).receive(this.bytes, length)) {
				this.connecting.countDown();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException, InterruptedException {
		List<SelectionKey> keys = List.copyOf(this.selector.keys());
		this.selector.close();
		this.thread.join();
		for (SelectionKey key : keys) {
			key.channel().close();
		}
	}

}

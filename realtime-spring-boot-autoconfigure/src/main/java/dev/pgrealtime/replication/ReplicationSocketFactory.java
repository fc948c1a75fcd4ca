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

import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of replication connections. The driver knows it by name and passes it
 * a text, by which {@link PgConnections} finds the socket again. Not for use by
 * applications.
 */
public final class ReplicationSocketFactory extends SocketFactory {

	private static final AtomicLong TICKETS = new AtomicLong();

	private static final Map<String, Request> REQUESTS = new ConcurrentHashMap<>();

	private final Request request;

	/**
	 * Create a factory for one connection.
	 * @param ticket the text that {@link #open(int)} returned
	 * @throws IllegalArgumentException if the ticket is unknown
	 */
	public ReplicationSocketFactory(String ticket) {
		Request request = REQUESTS.get(ticket);
		if (request == null) {
			throw new IllegalArgumentException("Unknown ticket '%s'".formatted(ticket));
		}
		this.request = request;
	}

	static String open(int silenceMillis) {
		String ticket = Long.toString(TICKETS.incrementAndGet());
		REQUESTS.put(ticket, new Request(silenceMillis));
		return ticket;
	}

	static @Nullable ReplicationSocket close(String ticket) {
		Request request = REQUESTS.remove(ticket);
		return (request != null) ? request.socket : null;
	}

	@Override
	public Socket createSocket() {
		ReplicationSocket socket = new ReplicationSocket(this.request.silenceMillis);
		this.request.socket = socket;
		return socket;
	}

	@Override
	public Socket createSocket(String host, int port) {
		throw new UnsupportedOperationException("The driver connects by itself");
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
		throw new UnsupportedOperationException("The driver connects by itself");
	}

	@Override
	public Socket createSocket(InetAddress host, int port) {
		throw new UnsupportedOperationException("The driver connects by itself");
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
		throw new UnsupportedOperationException("The driver connects by itself");
	}

	private static final class Request {

		private final int silenceMillis;

		private volatile @Nullable ReplicationSocket socket;

		private Request(int silenceMillis) {
			this.silenceMillis = silenceMillis;
		}

	}

}

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

package dev.pgrealtime.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a browser and a server, which can be cut and mended.
 */
final class Network implements AutoCloseable {

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket entrance;

	private final int target;

	private volatile boolean cut;

	private Network(ServerSocket entrance, int target) {
		this.entrance = entrance;
		this.target = target;
	}

	/**
	 * Make a network that leads to a server on this machine.
	 * @param target the port of the server
	 * @return the network, which works
	 * @throws IOException if it cannot be made
	 */
	static Network to(int target) throws IOException {
		Network network = new Network(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
		start(network::accept);
		return network;
	}

	/**
	 * Return the port at which the server is reached.
	 * @return the port
	 */
	int port() {
		return this.entrance.getLocalPort();
	}

	void cut() {
		this.cut = true;
		this.sockets.forEach(Network::closeQuietly);
	}

	void mend() {
		this.cut = false;
	}

	private void accept() {
		while (!this.entrance.isClosed()) {
			try {
				connect(this.entrance.accept());
			}
			catch (IOException ex) {
				// Closed, or the server is away: there is nobody to tell
			}
		}
	}

	private void connect(Socket browser) throws IOException {
		this.sockets.add(browser);
		Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
		this.sockets.add(server);
		start(() -> carry(browser, server));
		start(() -> carry(server, browser));
		if (this.cut) {
			cut();
		}
	}

	private void carry(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// Cut: both ends learn it by their closed connections
		}
		finally {
			this.sockets.remove(from);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "network");
		thread.setDaemon(true);
		thread.start();
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Then it is closed already
		}
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		cut();
	}

}

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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Answers every connection as PgBouncer answers one that asks for replication.
 */
final class PoolerStub implements AutoCloseable {

	private static final int SSL_REQUEST = 80877103;

	private static final String REFUSAL = "SFATAL\0C08P01\0Munsupported startup parameter: replication\0\0";

	private final ServerSocket server;

	PoolerStub() throws IOException {
		this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serve, "pooler");
		thread.setDaemon(true);
		thread.start();
	}

	String url() {
		return "jdbc:postgresql://127.0.0.1:%d/shop".formatted(this.server.getLocalPort());
	}

	private void serve() {
		while (!this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				refuse(new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
			}
			catch (IOException ex) {
				// The client or the test has gone
			}
		}
	}

	private static void refuse(DataInputStream in, DataOutputStream out) throws IOException {
		while (skipRequest(in) == SSL_REQUEST) {
			out.writeByte('N');
		}
		byte[] refusal = REFUSAL.getBytes(StandardCharsets.US_ASCII);
		out.writeByte('E');
		out.writeInt(4 + refusal.length);
		out.write(refusal);
		out.flush();
	}

	private static int skipRequest(DataInputStream in) throws IOException {
		int length = in.readInt();
		int code = in.readInt();
		in.readNBytes(length - 8);
		return code;
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

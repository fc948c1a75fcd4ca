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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/**
 * The socket under a replication connection. It makes four things right that the driver
 * cannot do on a COPY channel:
 * <ul>
 * <li>The driver polls for a message with a read timeout of 1 ms, a thousand times a
 * second. Here such a poll waits as long as it is told to, and still ends the moment a
 * byte arrives.</li>
 * <li>The driver reads a message without a timeout. Here the peer may be silent in the
 * middle of a message for a bounded time only; the connection is given up then, never
 * used on.</li>
 * <li>The driver takes the end of the stream for the lack of a message. Here it is
 * remembered.</li>
 * <li>The driver keeps the server's word that the stream is complete to itself, and finds
 * it again at every poll. Here it is noticed that such a poll asks for no byte.</li>
 * </ul>
 */
final class ReplicationSocket extends Socket {

	private static final int DEFAULT_POLL_MILLIS = 100;

	private static final int DRIVER_POLL_MILLIS = 1;

	private final int silenceMillis;

	private volatile int pollMillis = DEFAULT_POLL_MILLIS;

	private volatile boolean ended;

	private volatile boolean polled;

	ReplicationSocket(int silenceMillis) {
		this.silenceMillis = silenceMillis;
	}

	/**
	 * Set how long a poll waits, from the next one on.
	 * @param pollMillis the time in milliseconds, not zero
	 */
	void pollFor(int pollMillis) {
		this.pollMillis = pollMillis;
	}

	boolean ended() {
		return this.ended;
	}

	/**
	 * Return whether the driver has asked for bytes since the last call.
	 * @return {@code true} if it has
	 */
	boolean wasPolled() {
		boolean polled = this.polled;
		this.polled = false;
		return polled;
	}

	@Override
	public void setSoTimeout(int timeout) throws SocketException {
		super.setSoTimeout(switch (timeout) {
			case DRIVER_POLL_MILLIS -> this.pollMillis;
			case 0 -> this.silenceMillis;
			default -> timeout;
		});
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return new FilterInputStream(super.getInputStream()) {

			@Override
			public int read() throws IOException {
				ReplicationSocket.this.polled = true;
				return watch(super.read());
			}

			@Override
			public int read(byte[] buffer, int offset, int length) throws IOException {
				ReplicationSocket.this.polled = true;
				return watch(super.read(buffer, offset, length));
			}

		};
	}

	private int watch(int result) {
		if (result < 0) {
			this.ended = true;
		}
		return result;
	}

}

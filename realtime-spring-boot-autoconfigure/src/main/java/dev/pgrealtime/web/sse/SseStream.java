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

package dev.pgrealtime.web.sse;

import java.security.Principal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.Mailbox;

/**
 * The frames for one client: a comment at once, so that the headers leave; then what the
 * subscription holds; a comment whenever the heart beats and there is nothing better to
 * send; and {@code close} at the end.
 * <p>
 * May be closed by any thread; frames are taken by one thread at a time.
 */
public final class SseStream implements Mailbox<byte[]> {

	private static final Log logger = LogFactory.getLog(SseStream.class);

	private final AtomicBoolean beat = new AtomicBoolean();

	private final HubSubscription subscription;

	private final byte[] opening;

	private final StreamPermit permit;

	private final @Nullable Principal principal;

	private final SsePeer peer;

	private final int patience;

	private final Consumer<SseStream> onClose;

	private volatile boolean taken;

	private int unansweredBeats;

	private boolean opened;

	private boolean ended;

	private volatile boolean closed;

	/**
	 * Create a stream.
	 * @param subscription what is streamed
	 * @param opening the first frame
	 * @param permit for how long the client may have the stream
	 * @param principal who the client is, or {@code null} if nobody knows
	 * @param peer who takes the frames
	 * @param patience the number of beats after each of which nothing was taken, until
	 * the peer counts as dead
	 * @param onClose takes the stream when it is closed
	 */
	SseStream(HubSubscription subscription, byte[] opening, StreamPermit permit, @Nullable Principal principal,
			SsePeer peer, int patience, Consumer<SseStream> onClose) {
		this.subscription = subscription;
		this.opening = opening;
		this.permit = permit;
		this.principal = principal;
		this.peer = peer;
		this.patience = patience;
		this.onClose = onClose;
	}

	/**
	 * Return where the stream begins.
	 * @return the position of the newest event when it was opened
	 */
	public EventPosition position() {
		return this.subscription.position();
	}

	/**
	 * Let the heart beat. Whoever has taken nothing since the beat before, although there
	 * was at least that to take, is waiting for a client that does not read.
	 */
	void beat() {
		if (!isPermitted()) {
			end();
		}
		if (this.beat.compareAndSet(false, true) || this.taken) {
			this.taken = false;
			this.unansweredBeats = 0;
			this.peer.signal();
		}
		else if (++this.unansweredBeats >= this.patience) {
			logger.debug("Disconnecting a client that does not read");
			close();
			this.peer.disconnect();
		}
	}

	private boolean isPermitted() {
		try {
			return this.permit.valid().getAsBoolean();
		}
		catch (RuntimeException ex) {
			logger.warn("Ending a stream, as nobody can tell whether its client may still have it", ex);
			return false;
		}
	}

	boolean belongsTo(Predicate<Principal> principals) {
		return this.principal != null && principals.test(this.principal);
	}

	/**
	 * Send nothing more than that the stream is over.
	 */
	void end() {
		this.subscription.close();
		this.peer.signal();
	}

	/**
	 * Take the next frame.
	 * @return the frame, shared and not to be modified, or {@code null} if there is none
	 */
	@Override
	public byte @Nullable [] poll() {
		if (isComplete()) {
			return null;
		}
		this.taken = true;
		if (!this.opened) {
			this.opened = true;
			return this.opening;
		}
		HubMessage message = this.subscription.poll();
		if (message instanceof HubMessage.Change change) {
			return change.encoded();
		}
		if (message instanceof HubMessage.Message published) {
			return published.encoded();
		}
		if (message instanceof HubMessage.Refresh refresh) {
			return SseFrames.refresh(refresh.position());
		}
		if (this.subscription.isComplete()) {
			this.ended = true;
			return SseFrames.CLOSE;
		}
		return this.beat.compareAndSet(true, false) ? SseFrames.COMMENT : null;
	}

	@Override
	public boolean isComplete() {
		return this.closed || this.ended;
	}

	@Override
	public void close() {
		this.closed = true;
		this.onClose.accept(this);
		this.subscription.close();
	}

}

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
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.SubscriptionRequest;

/**
 * The exposed channels of a hub as streams of frames, which an adapter for a web stack
 * carries to the clients. Safe for use by several threads.
 */
public final class SseEndpoint implements SmartLifecycle {

	/**
	 * The name of the header that tells the position where a stream begins.
	 */
	public static final String POSITION_HEADER = "Realtime-Position";

	private static final Log logger = LogFactory.getLog(SseEndpoint.class);

	private final Set<SseStream> streams = ConcurrentHashMap.newKeySet();

	private final RealtimeHub hub;

	private final SseRequestReader reader;

	private final ChannelExposure exposure;

	private final StreamGuard guard;

	private final SseAdmission admission;

	private final String basePath;

	private final SseHeartbeat heartbeat;

	private final int patience;

	private final Duration reconnectDelay;

	/**
	 * Create an endpoint.
	 * @param hub the hub
	 * @param reader reads what clients ask for
	 * @param exposure the channels that may be seen
	 * @param guard decides who may see them
	 * @param limits how many streams there may be
	 * @param basePath the path of which the channels are children, empty or with a
	 * leading and without a trailing slash
	 * @param heartbeatInterval the time between two comments that keep connections alive
	 * @param writeTimeout for how long a client may take nothing, in whole heartbeats
	 * @param reconnectDelay how long a client that has lost its connection waits at least
	 * until it connects again
	 */
	public SseEndpoint(RealtimeHub hub, SseRequestReader reader, ChannelExposure exposure, StreamGuard guard,
			SseLimits limits, String basePath, Duration heartbeatInterval, Duration writeTimeout,
			Duration reconnectDelay) {
		this.hub = hub;
		this.reader = reader;
		this.exposure = exposure;
		this.guard = guard;
		this.admission = new SseAdmission(limits);
		this.basePath = basePath;
		this.heartbeat = new SseHeartbeat(heartbeatInterval, this.streams);
		this.patience = (int) Math.max(1, writeTimeout.dividedBy(heartbeatInterval));
		this.reconnectDelay = reconnectDelay;
	}

	/**
	 * Return the pattern of the paths of the channels.
	 * @return the pattern, with the variable {@code channel}
	 */
	public String pathPattern() {
		return this.basePath + "/{channel}";
	}

	/**
	 * Return whether a client may know that there is such a channel.
	 * @param channel the name of a channel, existing or not
	 * @return {@code true} if it exists and is exposed
	 */
	public boolean isExposed(String channel) {
		return this.exposure.exposes(channel) && this.hub.channels().contains(channel);
	}

	/**
	 * Open a stream for a client.
	 * @param request what the client asks for
	 * @param peer carries the frames to the client
	 * @return the stream, to be closed when the client has left
	 * @throws SseRefusedException if the client gets none
	 */
	public SseStream open(SseRequest request, SsePeer peer) {
		StreamPermit permit = this.guard.admit(request);
		Runnable leave = this.admission.enter(request.client());
		try {
			SubscriptionRequest wanted = this.hub.carriesMessages(request.channel()) ? this.reader.readMessages(request)
					: this.reader.read(request).withAccess(permit.rows());
			HubSubscription subscription = this.hub.subscribe(wanted, peer::signal);
			// Who goes on where it stopped must not get ahead of what it missed
			byte[] opening = SseFrames.opening((wanted.after() == null) ? subscription.position() : null,
					reconnectDelay());
			SseStream stream = new SseStream(subscription, opening, permit, request.principal(), peer, this.patience,
					(closed) -> {
						this.streams.remove(closed);
						leave.run();
					});
			this.streams.add(stream);
			return stream;
		}
		catch (RuntimeException | Error ex) {
			leave.run();
			throw ex;
		}
	}

	/**
	 * End the streams of some clients, who may come back if they are let in.
	 * @param principals accepts those whose streams are to end
	 */
	public void endStreams(Predicate<Principal> principals) {
		this.streams.stream().filter((stream) -> stream.belongsTo(principals)).forEach(SseStream::end);
	}

	/**
	 * Return when a client may come back. Clients that have lost the same server do not
	 * all do so at once.
	 * @return the delay, longer by up to a half
	 */
	private Duration reconnectDelay() {
		long millis = this.reconnectDelay.toMillis();
		return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
	}

	@Override
	public void start() {
		this.hub.keepHistory(this.exposure::exposes, this.reader.frames());
		if (this.heartbeat.start()) {
			logExposure(this.hub.channels());
		}
	}

	private void logExposure(Set<String> channels) {
		Set<String> exposed = channels.stream()
			.filter(this.exposure::exposes)
			.collect(Collectors.toCollection(TreeSet::new));
		logger.info("Exposing %d %s beneath base path '%s': %s".formatted(exposed.size(),
				(exposed.size() == 1) ? "channel" : "channels", this.basePath, exposed));
		if (this.guard.equals(StreamGuard.NONE) && !exposed.isEmpty()) {
			logger.warn(("Everybody who can reach this server may read %s, because Spring Security is not in use. "
					+ "Add it, or make sure that nobody else reaches '%s/**'")
				.formatted(exposed, this.basePath));
		}
		Set<String> unknown = this.exposure.unknown(channels);
		if (!unknown.isEmpty()) {
			logger.warn("realtime.web.exposure names %s, but the only channels are %s".formatted(unknown,
					new TreeSet<>(channels)));
		}
	}

	@Override
	public void stop() {
		this.heartbeat.stop();
	}

	@Override
	public boolean isRunning() {
		return this.heartbeat.isRunning();
	}

	@Override
	public int getPhase() {
		return RealtimeHub.PHASE;
	}

}

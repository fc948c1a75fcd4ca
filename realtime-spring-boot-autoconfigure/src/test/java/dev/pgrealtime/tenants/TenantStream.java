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

package dev.pgrealtime.tenants;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.SubscriptionRequest;

/**
 * What one tenant gets, and what it makes of it: the rows it believes to have. Looks at
 * every byte for the name of somebody else.
 */
final class TenantStream {

	private static final Pattern NAMES = Pattern.compile("t\\d\\d|nobody");

	private final Map<Long, String> rows = new TreeMap<>();

	private final RealtimeHub hub;

	private final SubscriptionRequest request;

	private final String tenant;

	private HubSubscription subscription;

	private EventPosition position;

	TenantStream(RealtimeHub hub, EventEncoder encoder, String tenant) {
		this.hub = hub;
		this.tenant = tenant;
		this.request = SubscriptionRequest.of("entry").withEncoder(encoder).withTenant(tenant);
		this.subscription = subscribe(this.request);
		this.position = this.subscription.position();
	}

	private HubSubscription subscribe(SubscriptionRequest request) {
		return this.hub.subscribe(request, () -> {
		});
	}

	String tenant() {
		return this.tenant;
	}

	/**
	 * Lose what waits, and go on after what has been taken.
	 */
	void reconnect() {
		this.subscription.close();
		this.subscription = subscribe(this.request.startingAfter(this.position));
	}

	/**
	 * Take everything that waits.
	 * @return the rows that the tenant believes to have: their notes by their identifiers
	 * @throws IllegalStateException if that is somebody else's, or the order to reload
	 */
	Map<Long, String> drain() {
		HubMessage message = this.subscription.poll();
		while (message != null) {
			this.position = message.position();
			if (!(message instanceof HubMessage.Change change)) {
				throw new IllegalStateException("%s is told %s".formatted(this.tenant, message));
			}
			take(new String(Objects.requireNonNull(change.encoded()), StandardCharsets.UTF_8));
			message = this.subscription.poll();
		}
		return Map.copyOf(this.rows);
	}

	private void take(String json) {
		Matcher names = NAMES.matcher(json);
		while (names.find()) {
			if (!names.group().equals(this.tenant)) {
				throw new IllegalStateException("%s is told %s".formatted(this.tenant, json));
			}
		}
		JsonNode event = JsonMapper.shared().readTree(json);
		if (event.at("/action").asString().equals("TRUNCATE")) {
			this.rows.clear();
		}
		this.rows.remove(event.at("/old/id").asLong(-1));
		if (!event.has("leaves") && event.at("/new").isObject()) {
			this.rows.put(event.at("/new/id").asLong(), event.at("/new/note").asString());
		}
	}

}

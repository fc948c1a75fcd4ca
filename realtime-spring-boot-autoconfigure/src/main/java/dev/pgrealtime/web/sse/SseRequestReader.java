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

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.SubscriptionRequest;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.InvalidFilterException;
import dev.pgrealtime.hub.filter.RowFilter;
import dev.pgrealtime.web.sse.QueryParameters.Parameter;

/**
 * Reads what a client asks for:
 * {@code events=INSERT,UPDATE&filter=status=eq.PAID&select=id,status}, and
 * {@code lastEventId} where a page begins at a position of its own. Parameters of other
 * names belong to somebody else and are ignored. Safe for use by several threads.
 */
public final class SseRequestReader {

	private static final Set<String> CONNECTIVES = Set.of("and", "or", "not.and", "not.or");

	/**
	 * The actions of the events that are streamed.
	 */
	private static final List<EventAction> ACTIONS = List.of(EventAction.INSERT, EventAction.UPDATE, EventAction.DELETE,
			EventAction.TRUNCATE);

	/**
	 * A position that no history reaches back to.
	 */
	private static final EventPosition NOWHERE = new EventPosition(Lsn.INVALID, 0);

	private final SseFrames frames;

	private final FilterParser filters;

	private final SseTenants tenants;

	/**
	 * Create a reader.
	 * @param json writes an event as JSON without line breaks
	 * @param filters reads filters
	 * @param tenants limits clients to the rows of their tenant
	 */
	public SseRequestReader(EventEncoder json, FilterParser filters, SseTenants tenants) {
		this.frames = new SseFrames(json);
		this.filters = filters;
		this.tenants = tenants;
	}

	/**
	 * Read a request.
	 * @param request the request
	 * @return what to subscribe to
	 * @throws SseRefusedException if a parameter cannot be understood, or the client may
	 * see no row
	 */
	SubscriptionRequest read(SseRequest request) {
		String tenant = this.tenants.tenantOf(request);
		QueryParameters parameters = QueryParameters.parse(request.query());
		return SubscriptionRequest.of(request.channel())
			.withActions(actions(parameters.list("events")))
			.withFilter(filter(request.channel(), parameters))
			.withTenant(tenant)
			.withEncoder(encoder(request.channel(), parameters.list("select")))
			.startingAfter(after(request.lastEventId(), parameters));
	}

	/**
	 * Read a request for the messages of the application.
	 * @param request the request
	 * @return what to subscribe to
	 * @throws SseRefusedException if a parameter cannot be understood, or asks for what
	 * only rows have
	 */
	SubscriptionRequest readMessages(SseRequest request) {
		String tenant = this.tenants.tenantOfMessages(request);
		QueryParameters parameters = QueryParameters.parse(request.query());
		for (String name : parameters.list("events")) {
			if (!name.equalsIgnoreCase("MESSAGE")) {
				throw SseRefusedException.invalid("events", "'%s' is not the only event of this channel, MESSAGE"
					.formatted(InvalidFilterException.shorten(name)));
			}
		}
		parameters.all((name) -> isFilter(name) || name.equals("select")).stream().findFirst().ifPresent((given) -> {
			throw SseRefusedException.invalid(given.name(),
					"The messages of this channel have no attributes to filter by or to select");
		});
		return SubscriptionRequest.of(request.channel())
			.withTenant(tenant)
			.withEncoder(this.frames)
			.startingAfter(after(request.lastEventId(), parameters));
	}

	private static boolean isFilter(String name) {
		return name.equals("filter") || CONNECTIVES.contains(name);
	}

	/**
	 * Return the encoder of what is sent to those who select nothing.
	 * @return the encoder
	 */
	EventEncoder frames() {
		return this.frames;
	}

	// The page says where it begins, but after that the browser knows better
	private static @Nullable EventPosition after(@Nullable String lastEventId, QueryParameters parameters) {
		if (StringUtils.hasText(lastEventId)) {
			return position(lastEventId);
		}
		return parameters.all("lastEventId"::equals)
			.stream()
			.findFirst()
			.map((parameter) -> position(parameter.value()))
			.orElse(null);
	}

	private static EventPosition position(String text) {
		try {
			return EventPosition.parse(text.trim());
		}
		catch (IllegalArgumentException ex) {
			return NOWHERE;
		}
	}

	private static Set<EventAction> actions(List<String> names) {
		if (names.isEmpty()) {
			return EnumSet.copyOf(ACTIONS);
		}
		Set<EventAction> actions = EnumSet.noneOf(EventAction.class);
		for (String name : names) {
			actions.add(ACTIONS.stream()
				.filter((action) -> action.name().equalsIgnoreCase(name))
				.findFirst()
				.orElseThrow(() -> SseRefusedException.invalid("events",
						"'%s' is none of the events %s".formatted(InvalidFilterException.shorten(name), ACTIONS))));
		}
		return actions;
	}

	private @Nullable RowFilter filter(String channel, QueryParameters parameters) {
		List<Parameter> given = parameters.all(SseRequestReader::isFilter);
		if (given.isEmpty()) {
			return null;
		}
		try {
			return this.filters.parse(channel, given.stream().map(SseRequestReader::text).toList());
		}
		catch (InvalidFilterException ex) {
			String parameter = given.stream()
				.filter((candidate) -> text(candidate).equals(ex.part()))
				.map(Parameter::name)
				.findFirst()
				.orElse("filter");
			throw SseRefusedException.invalid(parameter, String.valueOf(ex.getMessage()));
		}
	}

	private static String text(Parameter parameter) {
		return parameter.name().equals("filter") ? parameter.value() : parameter.name() + "=" + parameter.value();
	}

	private EventEncoder encoder(String channel, List<String> names) {
		if (names.isEmpty()) {
			return this.frames;
		}
		try {
			return this.frames.select(channel, new LinkedHashSet<>(names));
		}
		catch (IllegalArgumentException ex) {
			throw SseRefusedException.invalid("select", String.valueOf(ex.getMessage()));
		}
	}

}

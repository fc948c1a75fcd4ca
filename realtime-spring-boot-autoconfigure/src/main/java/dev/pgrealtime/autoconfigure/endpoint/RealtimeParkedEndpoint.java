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

package dev.pgrealtime.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

import dev.pgrealtime.delivery.ResubmissionFailedException;
import dev.pgrealtime.delivery.UnknownListenerException;
import dev.pgrealtime.delivery.jdbc.ParkedEvent;
import dev.pgrealtime.delivery.jdbc.ParkedEventOperations;
import dev.pgrealtime.delivery.jdbc.UnknownParkedEventException;

/**
 * {@link WebEndpoint @WebEndpoint} to look at the events that listeners could not handle,
 * have them handed over again, or throw them away.
 */
@WebEndpoint(id = "realtimeparked")
public class RealtimeParkedEndpoint {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 500;

	private static final int CONFLICT = 409;

	private final ParkedEventOperations operations;

	/**
	 * Create an endpoint.
	 * @param operations do what the endpoint is asked for
	 */
	public RealtimeParkedEndpoint(ParkedEventOperations operations) {
		this.operations = operations;
	}

	/**
	 * Return parked events, those first that were parked first.
	 * @param listener the id of a listener, or {@code null} for all
	 * @param after the id after which to go on, or {@code null} to begin
	 * @param limit how many to return at most, or {@code null} for 50
	 * @return the events
	 */
	@ReadOperation
	public ParkedEventsDescriptor list(@Nullable String listener, @Nullable Long after, @Nullable Integer limit) {
		int size = (limit != null) ? Math.max(1, Math.min(limit, MAX_LIMIT)) : DEFAULT_LIMIT;
		return new ParkedEventsDescriptor(this.operations.count(),
				this.operations.list(listener, (after != null) ? after : 0, size));
	}

	/**
	 * Return one event.
	 * @param id its id
	 * @return the event, or status 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> find(@Selector long id) {
		return answer(() -> this.operations.find(id));
	}

	/**
	 * Have all events of a listener handed over to it again.
	 * @param listener the id of the listener
	 * @return what became of them, or status 409 if the listener does not exist any more
	 */
	@WriteOperation
	public WebEndpointResponse<Object> resubmitAll(String listener) {
		return answer(() -> this.operations.resubmitAll(listener));
	}

	/**
	 * Have an event handed over to its listener again.
	 * @param id its id
	 * @return how many were handed over, with those that waited for it; or status 404 if
	 * there is none, or 409 if that did not succeed
	 */
	@WriteOperation
	public WebEndpointResponse<Object> resubmit(@Selector long id) {
		return answer(() -> Map.of("resubmitted", this.operations.resubmit(id)));
	}

	/**
	 * Throw an event away.
	 * @param id its id
	 * @return status 204, or 404 if there is none
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> discard(@Selector long id) {
		return answer(() -> {
			this.operations.discard(id);
			return null;
		});
	}

	private static WebEndpointResponse<Object> answer(Supplier<@Nullable Object> operation) {
		try {
			Object body = operation.get();
			return (body != null) ? new WebEndpointResponse<>(body)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
		}
		catch (UnknownParkedEventException ex) {
			return failure(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (UnknownListenerException | ResubmissionFailedException ex) {
			return failure(ex, CONFLICT);
		}
	}

	private static WebEndpointResponse<Object> failure(RuntimeException ex, int status) {
		return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())), status);
	}

	/**
	 * Parked events.
	 *
	 * @param parked how many there are, of all listeners
	 * @param events some of them
	 */
	public record ParkedEventsDescriptor(long parked, List<ParkedEvent> events) {

	}

}

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

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.util.Assert;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RoundTrip;
import dev.pgrealtime.replication.SlotInspector;
import dev.pgrealtime.replication.SlotState;

/**
 * {@link Endpoint @Endpoint} to see what is streamed, how far it has come, and what the
 * server keeps for it, and to have the rows delivered that exist already.
 */
@Endpoint(id = "realtime")
public class RealtimeEndpoint {

	private final ReplicationWorker worker;

	private final SlotInspector inspector;

	private final EntityCatalog catalog;

	private final @Nullable RealtimeBackfill backfill;

	/**
	 * Create an endpoint.
	 * @param worker reads the stream
	 * @param inspector asks the server
	 * @param catalog the entities
	 * @param backfill delivers rows that exist already, or {@code null} if nobody does
	 */
	public RealtimeEndpoint(ReplicationWorker worker, SlotInspector inspector, EntityCatalog catalog,
			@Nullable RealtimeBackfill backfill) {
		this.worker = worker;
		this.inspector = inspector;
		this.catalog = catalog;
		this.backfill = backfill;
	}

	/**
	 * Return how the stream is doing.
	 * @return the state of the stream, the slot and the entities
	 */
	@ReadOperation
	public RealtimeDescriptor realtime() {
		ReplicationStatus status = this.worker.status();
		ReplicationSettings settings = this.worker.settings();
		return new RealtimeDescriptor(
				new StreamDescriptor(status.state().name(), status.problem(), status.action(),
						status.received().toString(), status.confirmed().toString(), status.lagBytes(),
						status.lag().toMillis(), status.warning(), HeartbeatDescriptor.of(status.roundTrip())),
				settings.slot().name(), settings.publication(), this.inspector.inspect(),
				this.catalog.entities().stream().map(EntityDescriptor::of).toList(), backfills());
	}

	private @Nullable List<BackfillProgress> backfills() {
		try {
			return (this.backfill != null) ? this.backfill.list() : null;
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	/**
	 * Start a backfill.
	 * @param backfill the JPA entity name
	 * @return its progress
	 */
	@WriteOperation
	public BackfillProgress startBackfill(String backfill) {
		Class<?> entityType = this.catalog.entities()
			.stream()
			.filter((entity) -> entity.model().name().equals(backfill))
			.findFirst()
			.map((entity) -> entity.model().entityType())
			.orElseThrow(() -> new InvalidEndpointRequestException("There is no registered entity " + backfill,
					"No such entity"));
		return call((backfills) -> backfills.start(entityType));
	}

	/**
	 * Cancel a backfill.
	 * @param backfill its id
	 * @return its progress
	 */
	@DeleteOperation
	public BackfillProgress cancelBackfill(UUID backfill) {
		return call((backfills) -> backfills.cancel(backfill));
	}

	private BackfillProgress call(Function<RealtimeBackfill, BackfillProgress> call) {
		try {
			Assert.state(this.backfill != null, "Nothing is streamed, so nothing can be delivered");
			return call.apply(this.backfill);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()), String.valueOf(ex.getMessage()),
					ex);
		}
	}

	/**
	 * What the endpoint answers.
	 *
	 * @param stream how the stream is doing
	 * @param slotName the name of the slot
	 * @param publicationName the name of the publication
	 * @param slot how the server sees the slot, or {@code null} if it does not answer
	 * @param entities what is streamed
	 * @param backfills the backfills of late, or {@code null} if the server does not
	 * answer
	 */
	public record RealtimeDescriptor(StreamDescriptor stream, String slotName, String publicationName,
			@Nullable SlotState slot, List<EntityDescriptor> entities, @Nullable List<BackfillProgress> backfills) {

	}

	/**
	 * How the stream is doing.
	 *
	 * @param state what it is busy with
	 * @param problem what is wrong, if anything
	 * @param action what to do about it
	 * @param received the end of the server's WAL as last heard of
	 * @param confirmed the position before which everything is done
	 * @param lagBytes the distance between the two
	 * @param lagMillis the age of the last transaction when it was done, zero when
	 * nothing waits
	 * @param warning what may become a problem, if anything
	 * @param heartbeat how the last heart-beat came back, if one has
	 */
	public record StreamDescriptor(String state, @Nullable String problem, @Nullable String action, String received,
			String confirmed, long lagBytes, long lagMillis, @Nullable String warning,
			@Nullable HeartbeatDescriptor heartbeat) {

	}

	/**
	 * How the last heart-beat came back.
	 *
	 * @param roundTripMillis how long it took
	 * @param at when it was received
	 */
	public record HeartbeatDescriptor(long roundTripMillis, Instant at) {

		static @Nullable HeartbeatDescriptor of(@Nullable RoundTrip roundTrip) {
			return (roundTrip != null) ? new HeartbeatDescriptor(roundTrip.time().toMillis(), roundTrip.at()) : null;
		}

	}

	/**
	 * An entity whose changes are streamed.
	 *
	 * @param model the JPA entity name
	 * @param type the entity class
	 * @param channel the channel
	 * @param tables the tables
	 * @param replicaIdentity the replica identity that the tables shall have
	 */
	public record EntityDescriptor(String model, String type, String channel, List<String> tables,
			ReplicaIdentity replicaIdentity) {

		static EntityDescriptor of(RegisteredEntity entity) {
			return new EntityDescriptor(entity.model().name(), entity.model().entityType().getName(),
					entity.model().channel(), entity.tables().stream().map(TableName::toString).toList(),
					entity.replicaIdentity());
		}

	}

}

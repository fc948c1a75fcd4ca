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

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Sees to it that publication, replica identities and slot are what the registered
 * entities need, or says with which SQL they would be.
 */
final class Provisioner {

	private static final Log logger = LogFactory.getLog(Provisioner.class);

	private final ReplicationSettings settings;

	private final Publication publication;

	private final Supplier<List<OwnTable>> ownTables;

	private final StreamMonitor monitor;

	private final @Nullable SlotSnapshot snapshot;

	private final SlotNotes notes;

	/** What was refused the last time, to be said once. */
	private List<String> refused = List.of();

	/**
	 * Create a provisioner.
	 * @param settings what there should be
	 * @param ownTables the tables of our own
	 * @param monitor is told what is waited for
	 * @param snapshot makes the first slot and delivers the rows that there are, or
	 * {@code null} if they are of no concern
	 */
	Provisioner(ReplicationSettings settings, Supplier<List<OwnTable>> ownTables, StreamMonitor monitor,
			@Nullable SlotSnapshot snapshot) {
		this.settings = settings;
		this.ownTables = ownTables;
		this.snapshot = snapshot;
		this.monitor = monitor;
		this.notes = new SlotNotes(settings.publication(), settings.slot().name());
		this.publication = new Publication(settings.publication(), settings.tables(),
				settings.provisioning() == Provisioning.CREATE);
	}

	/**
	 * Compare, and fail if there is a difference that we shall not remove.
	 * @param connection a replication connection
	 * @param facts the facts of the server
	 * @throws SQLException if the connection is broken
	 * @throws ReplicationException if something is missing
	 */
	void validate(ReplicationConnection connection, ServerFacts facts) throws SQLException {
		List<String> missing = new ArrayList<>((this.settings.provisioning() == Provisioning.NONE)
				? this.publication.absence(connection, facts) : this.publication.differences(connection, facts));
		if (!this.settings.slot().temporary() && ReplicationSlot.find(connection, this.settings.slot().name()) == null
				&& this.notes.read(connection) == null) {
			missing.add(ReplicationSlot.creation(this.settings.slot(), facts));
		}
		if (this.settings.provisioning() == Provisioning.VALIDATE) {
			missing.addAll(ownDifferences(connection));
		}
		if (!missing.isEmpty()) {
			throw ReplicationErrors.outOfStep(missing, this.settings.provisioning());
		}
	}

	/**
	 * Make everything ready for a stream, one instance at a time.
	 * @param connection a replication connection
	 * @param facts the facts of the server
	 * @param memory what is remembered of the connection before, and takes the gaps
	 * between the two
	 * @return what was made ready
	 * @throws SQLException if the connection is broken
	 * @throws ReplicationException if something is missing, the slot was lost, or another
	 * instance is at it
	 */
	Prepared provision(ReplicationConnection connection, ServerFacts facts, StreamMemory memory) throws SQLException {
		String turn = turn(this.settings.slot().name());
		if (!"t".equals(connection.text("SELECT pg_try_advisory_lock(%s)".formatted(turn)))) {
			throw ReplicationErrors.slotInTheMaking(this.settings.slot().name());
		}
		// If it fails the connection is closed, and the lock gone with it
		Prepared prepared = provisionAlone(connection, facts, memory);
		connection.execute("SELECT pg_advisory_unlock(%s)".formatted(turn));
		return prepared;
	}

	/**
	 * Return what is locked by the one instance that makes everything ready.
	 * @param slot the name of the slot
	 * @return the key of an advisory lock, as SQL
	 */
	static String turn(String slot) {
		return "hashtextextended(%s, 0)".formatted(SqlNames.literal("realtime slot " + slot));
	}

	private Prepared provisionAlone(ReplicationConnection connection, ServerFacts facts, StreamMemory memory)
			throws SQLException {
		connection.execute("SET lock_timeout = '5s'");
		ServerIdentity server = ServerIdentity.read(connection);
		ReplicationSlot slot = ReplicationSlot.find(connection, this.settings.slot().name());
		if (slot != null && memory.isUsedByOthers(slot)) {
			// Whoever uses it may want another publication
			throw ReplicationErrors.slotInUse(this.settings.slot().name(), slot.activeProcess());
		}
		if (slot != null && isTooExpensive(slot)) {
			execute(connection, List.of(ReplicationSlot.removal(this.settings.slot().name())));
			memory.dropped(WalBudget.describe(slot.retained(), this.settings.guard().maxRetained()));
			slot = null;
		}
		recall(connection, slot, memory);
		String lost = memory.lossOf(slot, server);
		ReplicationSlot usable = (slot != null && slot.lost() == null) ? slot : null;
		if (lost != null) {
			requireMayGoOn(lost, slot, memory);
		}
		PublicationState before = publication(connection, facts);
		if (usable != null && before.publication() == null) {
			memory.publicationAbsent(usable.confirmed());
		}
		if (this.settings.provisioning() == Provisioning.CREATE) {
			execute(connection, this.publication.differences(connection, facts));
			createOwnTables(connection);
			if (usable != null && !usable.failover() && this.settings.slot().isSynchronizedBy(facts)) {
				execute(connection, List.of(ReplicationSlot.synchronization(this.settings.slot().name())));
			}
		}
		else if (usable != null || lost == null) {
			validate(connection, facts);
		}
		PublicationState after = publication(connection, facts);
		Lsn from = (usable != null) ? usable.confirmed() : makeSlot(connection, facts, slot, lost == null);
		GapDetector gaps = new GapDetector(this.settings, connection, memory);
		if (lost != null) {
			gaps.slotLost(lost, slot, from);
		}
		if (usable != null && memory.isOther(server)) {
			forgetSlot(connection);
		}
		if (usable != null) {
			gaps.compareHistory(server, after.asOf(), from);
			from = gaps.comparePublication(usable, before, after);
		}
		memory.prepared(server, from, after);
		note(connection, memory.note(this.settings.slot().name(), server, null));
		return new Prepared(facts, server, from, after);
	}

	/**
	 * Note where the slot is left, while it is still ours.
	 * @param connection a connection
	 * @param memory what is remembered of the stream that ends
	 * @throws SQLException if the connection is broken
	 */
	void leave(ServerConnection connection, StreamMemory memory) throws SQLException {
		ServerIdentity server = memory.server();
		if (server != null) {
			note(connection, memory.note(this.settings.slot().name(), server, memory.delivered()));
		}
	}

	private boolean takesNotes() {
		return this.settings.provisioning() == Provisioning.CREATE && !this.settings.slot().temporary();
	}

	private void note(ServerConnection connection, SlotNote note) throws SQLException {
		if (takesNotes()) {
			this.notes.write(connection, note);
		}
	}

	/**
	 * Recall what was noted before the first stream. Whoever takes no notes knows from an
	 * old one that there was a slot, but not where it should stand.
	 * @param connection a connection
	 * @param slot the slot, or {@code null} if there is none
	 * @param memory is told
	 * @throws SQLException if the query fails
	 */
	private void recall(ReplicationConnection connection, @Nullable ReplicationSlot slot, StreamMemory memory)
			throws SQLException {
		if (!memory.isFirsthand() && !this.settings.slot().temporary() && (slot == null || takesNotes())) {
			memory.recall(this.notes.read(connection));
		}
	}

	/**
	 * Ask the policy, unless there is a slot that by a note should stand elsewhere:
	 * somebody without notes may have streamed from it, or an upgrade taken it along, so
	 * a gap is announced, and nobody is stopped.
	 * @param lost why the slot was lost
	 * @param slot the slot, or {@code null} if there is none
	 * @param memory what is remembered
	 * @throws ReplicationException if the stream may not go on
	 */
	private void requireMayGoOn(String lost, @Nullable ReplicationSlot slot, StreamMemory memory) {
		ReplicationSettings.Slot settings = this.settings.slot();
		if (settings.temporary() || settings.onLost() != LostSlotPolicy.FAIL) {
			return;
		}
		if (memory.isFirsthand() || (slot != null && slot.lost() != null)) {
			throw ReplicationErrors.slotLost(settings.name(), lost);
		}
		if (slot == null) {
			throw ReplicationErrors.slotLostMeanwhile(settings.name(), lost, this.settings.publication());
		}
	}

	private List<String> ownDifferences(ReplicationConnection connection) throws SQLException {
		List<String> differences = new ArrayList<>();
		for (OwnTable table : this.ownTables.get()) {
			differences.addAll(table.differences(connection));
		}
		return differences;
	}

	private void createOwnTables(ReplicationConnection connection) throws SQLException {
		List<String> statements = ownDifferences(connection);
		try {
			execute(connection, statements);
			this.refused = List.of();
		}
		catch (ReplicationException ex) {
			if (!statements.equals(this.refused)) {
				logger.warn("[%s] %s. Until this is mended, realtime.listener.on-exhausted=park means stop. %s"
					.formatted(this.settings.slot().name(), ex.getMessage(), ex.action()));
			}
			this.refused = statements;
		}
	}

	private void forgetSlot(ReplicationConnection connection) throws SQLException {
		for (OwnTable table : this.ownTables.get()) {
			execute(connection, table.reset(connection, this.settings.slot().name()));
		}
	}

	private boolean isTooExpensive(ReplicationSlot slot) {
		return this.settings.guard().onMaxRetained() == RetentionPolicy.DROP_SLOT
				&& WalBudget.isExceeded(this.settings.guard().maxRetained(), slot.retained());
	}

	private PublicationState publication(ReplicationConnection connection, ServerFacts facts) throws SQLException {
		return PublicationState.read(connection, this.settings.publication(), this.settings.tables(), facts);
	}

	private Lsn makeSlot(ReplicationConnection connection, ServerFacts facts, @Nullable ReplicationSlot lost,
			boolean first) throws SQLException {
		String name = this.settings.slot().name();
		if (lost != null) {
			execute(connection, List.of(ReplicationSlot.removal(name)));
		}
		forgetSlot(connection);
		// It waits for every transaction in progress; giving up would mean to begin anew
		this.monitor.waiting(ReplicationErrors.makingSlot(name));
		connection.execute("SET lock_timeout = 0");
		if (first && this.snapshot != null && !this.settings.slot().temporary()) {
			logger.info("[%s] The slot is made, and the rows that there are will be delivered first".formatted(name));
			this.snapshot.create(connection, facts);
		}
		else {
			execute(connection, List.of(ReplicationSlot.creation(this.settings.slot(), facts)));
		}
		ReplicationSlot made = ReplicationSlot.find(connection, name);
		if (made == null) {
			throw ReplicationErrors.slotLost(name, "it was removed as soon as it was made");
		}
		return made.confirmed();
	}

	private void execute(ReplicationConnection connection, List<String> statements) throws SQLException {
		for (int i = 0; i < statements.size(); i++) {
			try {
				connection.executePatiently(statements.get(i));
				logger.info("[%s] %s".formatted(this.settings.slot().name(), statements.get(i)));
			}
			catch (SQLException ex) {
				if (ReplicationErrors.INSUFFICIENT_PRIVILEGE.equals(ex.getSQLState())) {
					throw ReplicationErrors.notPermitted(statements.subList(i, statements.size()), ex);
				}
				throw ex;
			}
		}
	}

	/**
	 * What was made ready for a stream.
	 *
	 * @param facts the facts of the server
	 * @param server the server
	 * @param from the position from which the slot sends
	 * @param publication the publication
	 */
	record Prepared(ServerFacts facts, ServerIdentity server, Lsn from, PublicationState publication) {

	}

}

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

package dev.pgrealtime.web.security;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.springframework.security.core.Authentication;

import dev.pgrealtime.rowsecurity.DatabaseIdentity;
import dev.pgrealtime.rowsecurity.PublishedTable;
import dev.pgrealtime.rowsecurity.RowSecurityGates;
import dev.pgrealtime.rowsecurity.TableAdmission;
import dev.pgrealtime.web.sse.SseRefusedException;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.StreamGuard;
import dev.pgrealtime.web.sse.StreamPermit;

/**
 * Gives streams to those who may read the tables, of the rows that the policies of the
 * tables show them. Blocks while the database is asked.
 */
public final class RowSecurityGuard implements StreamGuard {

	private final StreamGuard guard;

	private final DatabaseIdentities identities;

	private final TableAdmission admission;

	private final RowSecurityGates gates;

	private final Map<String, Set<PublishedTable>> tables;

	private final Predicate<String> withoutTables;

	private final Duration retryAfter;

	/**
	 * Create a guard.
	 * @param guard decides first, about everything else
	 * @param identities know who a client is to the database
	 * @param admission knows who may read a table
	 * @param gates know who may see a row
	 * @param tables the tables of each channel of an entity; nobody gets a stream of one
	 * that is missing
	 * @param withoutTables accepts channels that show no rows
	 * @param retryAfter when a client may try again if the database cannot be asked
	 */
	public RowSecurityGuard(StreamGuard guard, DatabaseIdentities identities, TableAdmission admission,
			RowSecurityGates gates, Map<String, Set<PublishedTable>> tables, Predicate<String> withoutTables,
			Duration retryAfter) {
		this.guard = guard;
		this.identities = identities;
		this.admission = admission;
		this.gates = gates;
		this.tables = Map.copyOf(tables);
		this.withoutTables = withoutTables;
		this.retryAfter = retryAfter;
	}

	@Override
	public StreamPermit admit(SseRequest request) {
		StreamPermit permit = this.guard.admit(request);
		if (this.withoutTables.test(request.channel())) {
			return permit;
		}
		Authentication authentication = ClientAuthentication.of(request.principal());
		DatabaseIdentity identity = this.identities.of(authentication);
		Collection<PublishedTable> tables = this.tables.getOrDefault(request.channel(), Set.of());
		if (identity == null || !mayRead(identity, tables)) {
			throw ClientAuthentication.refusal(authentication);
		}
		return new StreamPermit(this.gates.accessOf(identity, permit.rows()), permit.valid());
	}

	private boolean mayRead(DatabaseIdentity identity, Collection<PublishedTable> tables) {
		try {
			return this.admission.isGranted(identity, tables);
		}
		catch (SQLException ex) {
			throw SseRefusedException.undecided(this.retryAfter);
		}
	}

}

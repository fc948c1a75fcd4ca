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

package dev.pgrealtime.delivery.jdbc;

import java.util.List;

import dev.pgrealtime.replication.OwnTable;

/**
 * The tables that the delivery keeps in the database of the stream.
 */
public final class DeliveryTables {

	/** The events that a listener could not handle. */
	public static final OwnTable PARKED_EVENTS = new OwnTable("realtime_parked_event", List.of(
			column("id", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"), column("slot", "text NOT NULL"),
			column("listener", "text NOT NULL"), column("model", "text NOT NULL"), column("keys", "text[] NOT NULL"),
			column("commit_lsn", "pg_lsn NOT NULL"), column("ordinal", "bigint NOT NULL"),
			column("committed_at", "timestamptz NOT NULL"), column("description", "text NOT NULL"),
			column("payload", "bytea NOT NULL"), column("error", "text"), column("attempts", "integer NOT NULL"),
			column("first_failed_at", "timestamptz NOT NULL"), column("last_failed_at", "timestamptz NOT NULL")),
			"UNIQUE (slot, listener, commit_lsn, ordinal, model, committed_at)", false);

	/** The positions of the events that were delivered exactly once. */
	public static final OwnTable DELIVERED_EVENTS = new OwnTable("realtime_delivered_event",
			List.of(column("slot", "text"), column("listener", "text"), column("commit_lsn", "pg_lsn"),
					column("ordinal", "bigint"), column("delivered_at", "timestamptz NOT NULL DEFAULT now()")),
			"PRIMARY KEY (slot, listener, commit_lsn, ordinal)", true);

	private DeliveryTables() {
	}

	private static OwnTable.Column column(String name, String definition) {
		return new OwnTable.Column(name, definition);
	}

}

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

package dev.pgrealtime;

import java.util.List;
import java.util.UUID;

/**
 * Delivers the rows that exist already, as {@link EntityRead} events, to the listeners
 * that take the changes of their entity. Streams to browsers do not get them.
 * <p>
 * Rows are read in chunks, by key, without a long transaction, and interleaved with the
 * stream of changes: a row is never delivered as it was before a change that has been
 * delivered. A row that changes while its chunk is read is read again. A row that is
 * inserted meanwhile may come by its {@code INSERT}, by an {@link EntityRead}, or by
 * both, in this order.
 * <p>
 * A backfill belongs to the replication slot: it may be started at any node, is run by
 * the one that streams, and goes on where it was after a restart. Rows come at least
 * once, like all events. Safe for use by several threads.
 */
public interface RealtimeBackfill {

	/**
	 * Start to deliver the rows of an entity. Returns when that is noted down in the
	 * database; the rows come when the stream runs.
	 * @param entityType a registered entity class, which covers its subclasses
	 * @return the backfill
	 * @throws IllegalArgumentException if the class is not registered
	 * @throws IllegalStateException if the rows have no key to be read by, if a backfill
	 * of the entity is running, or if it cannot be noted down; the message says what to
	 * do
	 */
	BackfillProgress start(Class<?> entityType);

	/**
	 * Cancel a backfill. What has been read may still be delivered.
	 * @param id the backfill
	 * @return how far it came; what is over already stays as it is
	 * @throws IllegalArgumentException if there is no such backfill
	 * @throws IllegalStateException if the database does not answer
	 */
	BackfillProgress cancel(UUID id);

	/**
	 * Return how far a backfill has come.
	 * @param id the backfill
	 * @return its progress
	 * @throws IllegalArgumentException if there is no such backfill
	 * @throws IllegalStateException if the database does not answer
	 */
	BackfillProgress status(UUID id);

	/**
	 * Return the backfills that are running, and the last ones that were.
	 * @return their progress, the last started first, at most 100
	 * @throws IllegalStateException if the database does not answer
	 */
	List<BackfillProgress> list();

}

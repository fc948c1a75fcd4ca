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

package dev.pgrealtime.mapping;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Turns the changes of one replication connection into events. Not safe for use by
 * several threads.
 */
public interface ChangeDecoder extends AutoCloseable {

	/**
	 * Take the shape of a table, which describes the changes that follow.
	 * @param relation the relation, of a registered entity or not
	 * @throws HostConnectionException if the catalogue is needed to tell whose table it
	 * is, and there is no connection; the relation may be defined again
	 * @throws MappingException if it lacks a column without which no row can be
	 * understood
	 */
	void define(Relation relation);

	/**
	 * Turn a change into events. What one transaction writes to several tables for one
	 * entity becomes one event, so a change may have to wait for those after it, and
	 * those for it: events leave in the order of their positions. Of a change that has
	 * thrown nothing is lost, it is to be decoded again.
	 * @param change the change
	 * @param transaction the transaction it belongs to; another one drops what still
	 * waits of the one before
	 * @param ordinal the number within the transaction of the change, or of the first of
	 * its tables if it is a truncate
	 * @return the events that need not wait any longer, of this change or of earlier
	 * ones: one for a row, one for each table of a truncate and registration of that
	 * table, none for a table without a registered entity
	 * @throws EventDecodingException if an entity cannot hold a value
	 * @throws HostConnectionException if the driver is needed to decode a value and has
	 * no connection; the same change may be decoded again
	 * @throws dev.pgrealtime.pgoutput.PgOutputProtocolException if the relation was not
	 * defined before, or has another number of columns
	 */
	List<RealtimeEvent<?>> decode(Change change, Begin transaction, long ordinal);

	/**
	 * Turn into events what still waits at the end of a transaction. To be called until
	 * nothing is left, as one that fails does not hold up those before it.
	 * @return the next events, or none if nothing is left
	 * @throws EventDecodingException if an entity cannot hold a value
	 * @throws HostConnectionException if the driver is needed to decode a value and has
	 * no connection; this may be called again
	 */
	List<RealtimeEvent<?>> decodeRest();

	/**
	 * Return which changes of the transaction wait.
	 * @return the changes, or {@code null} if none waits
	 */
	@Nullable Waiting waiting();

	@Override
	void close();

	/**
	 * The changes that wait. Those in between that are of no concern count as well.
	 *
	 * @param first the number within the transaction of the first one
	 * @param last the number of the last one
	 */
	record Waiting(long first, long last) {

	}

}

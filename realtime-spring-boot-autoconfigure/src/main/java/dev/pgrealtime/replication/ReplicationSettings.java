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

import java.time.Duration;
import java.util.List;

/**
 * How the stream is set up and run.
 *
 * @param slot the replication slot
 * @param publication the name of the publication
 * @param provisioning who makes them
 * @param tables the tables to publish
 * @param bufferSize how many bytes of WAL messages may wait for the dispatcher
 * @param reconnect the delays between attempts to connect
 * @param redeliver the delays between attempts to hand an event to its listeners
 * @param silenceTimeout how long the server may be silent, although asked, before the
 * connection is given up
 * @param leaseDuration how long the server may not have heard of us before it gives the
 * slot to another instance
 * @param shutdownTimeout how long a stop waits for the transaction in progress
 * @param guard how slot and publication are looked after
 */
public record ReplicationSettings(Slot slot, String publication, Provisioning provisioning, List<PublishedTable> tables,
		long bufferSize, Backoff reconnect, Backoff redeliver, Duration silenceTimeout, Duration leaseDuration,
		Duration shutdownTimeout, Guard guard) {

	public ReplicationSettings {
		tables = List.copyOf(tables);
	}

	/**
	 * The replication slot.
	 *
	 * @param name the name, unique within the server
	 * @param temporary whether it goes with the connection
	 * @param failover whether it is synchronised to standbys, from PostgreSQL 17 on
	 * @param onLost what to do when it is lost
	 */
	public record Slot(String name, boolean temporary, boolean failover, LostSlotPolicy onLost) {

		/**
		 * Return whether the slot is synchronized to standbys.
		 * @param facts the facts of the server
		 * @return {@code true} if it shall be and can be
		 */
		boolean isSynchronizedBy(ServerFacts facts) {
			return this.failover && !this.temporary && facts.synchronizesSlots();
		}

	}

	/**
	 * How slot and publication are looked after while they are streamed from.
	 *
	 * @param interval the time between two looks at them
	 * @param maxRetained how many bytes of WAL the server may keep for the slot, or
	 * {@code 0} for any number
	 * @param onMaxRetained what to do when it keeps more
	 * @param heartbeat the time between two messages that have to come back, or zero for
	 * none
	 */
	public record Guard(Duration interval, long maxRetained, RetentionPolicy onMaxRetained, Duration heartbeat) {

	}

}

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

package dev.pgrealtime.mapping.hibernate;

import java.util.HashSet;
import java.util.Set;

import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Knows the partitioned tables with a partition that does not have the replica identity
 * {@code FULL}. Its old rows are sent as those of the partitioned table, which says that
 * they are whole, but what is not in the WAL looks like {@code NULL} in them.
 * <p>
 * The server describes a partition right before the first change of its rows, which
 * carries the number of the partitioned table.
 */
final class PartialRows {

	private final Set<Integer> partitioned = new HashSet<>();

	private boolean partial;

	void defined(Relation relation, boolean registered) {
		if (!registered) {
			this.partial = relation.replicaIdentity() != Relation.Identity.FULL;
		}
	}

	/**
	 * Note that a row has changed.
	 * @param relationId the relation that the change names
	 */
	void changed(int relationId) {
		if (this.partial) {
			this.partitioned.add(relationId);
			this.partial = false;
		}
	}

	/**
	 * Return what an old row tells.
	 * @param row the old row
	 * @param relationId the relation that the change names
	 * @return what it tells
	 */
	Row.Told told(OldRow row, int relationId) {
		if (row.keyOnly()) {
			return Row.Told.KEY;
		}
		return this.partitioned.contains(relationId) ? Row.Told.VALUES : Row.Told.ALL;
	}

}

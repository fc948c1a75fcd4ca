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

package dev.pgrealtime.rowsecurity;

import java.sql.SQLException;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells at once whether somebody may subscribe to the rows of tables, which blocks as
 * long as the database takes to answer. Safe for use by several threads, of which one
 * asks at a time.
 */
public final class TableAdmission implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(TableAdmission.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final RowCheck check;

	/**
	 * Create an admission.
	 * @param check asks the database
	 */
	public TableAdmission(RowCheck check) {
		this.check = check;
	}

	/**
	 * Return whether somebody may read the rows of some tables.
	 * @param identity who that is
	 * @param tables the tables
	 * @return {@code false} if a privilege is missing, or if that cannot be told
	 */
	public boolean isGranted(DatabaseIdentity identity, Collection<PublishedTable> tables) {
		this.lock.lock();
		try {
			for (PublishedTable table : tables) {
				if (!this.check.mayRead(identity, table)) {
					return false;
				}
			}
			return !tables.isEmpty();
		}
		catch (SQLException ex) {
			logger.warn("Whether %s may read %s cannot be told: %s".formatted(identity, tables, ex.getMessage()));
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.check.close();
		}
		finally {
			this.lock.unlock();
		}
	}

}

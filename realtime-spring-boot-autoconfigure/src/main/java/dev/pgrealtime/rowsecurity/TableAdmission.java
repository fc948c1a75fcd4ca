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
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

	/** How many threads of the web server may be here, which has other things to do. */
	private static final int MAX_THREADS = 16;

	private final Semaphore threads = new Semaphore(MAX_THREADS);

	private final ReentrantLock lock = new ReentrantLock();

	private final RowCheck check;

	private final Duration patience;

	private boolean failing;

	/**
	 * Create an admission.
	 * @param check asks the database
	 * @param patience how long to wait at most for others who ask
	 */
	public TableAdmission(RowCheck check, Duration patience) {
		this.check = check;
		this.patience = patience;
	}

	/**
	 * Return whether somebody may read the rows of some tables.
	 * @param identity who that is
	 * @param tables the tables
	 * @return {@code false} if a privilege is missing, the role, or a table
	 * @throws SQLException if the database cannot be asked at the moment
	 */
	public boolean isGranted(DatabaseIdentity identity, Collection<PublishedTable> tables) throws SQLException {
		if (!this.threads.tryAcquire()) {
			throw new SQLTimeoutException("Too many are asking the database at once");
		}
		try {
			return isGrantedInTurn(identity, tables);
		}
		finally {
			this.threads.release();
		}
	}

	private boolean isGrantedInTurn(DatabaseIdentity identity, Collection<PublishedTable> tables) throws SQLException {
		queue();
		try {
			boolean granted = !tables.isEmpty();
			for (PublishedTable table : tables) {
				granted = granted && this.check.mayRead(identity, table);
			}
			this.failing = false;
			return granted;
		}
		catch (SQLException ex) {
			if (isRefusal(ex)) {
				logger.warn("%s may not read %s: %s".formatted(identity, tables, ex.getMessage()));
				return false;
			}
			askFailed(ex);
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void queue() throws SQLException {
		try {
			if (this.lock.tryLock(this.patience.toNanos(), TimeUnit.NANOSECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new SQLTimeoutException("Others have asked the database for longer than " + this.patience);
	}

	/**
	 * Return whether the server has understood who asks about what, and will not have it.
	 * @param ex what it says
	 * @return {@code false} if it could not be asked
	 */
	private static boolean isRefusal(SQLException ex) {
		String state = (ex.getSQLState() != null) ? ex.getSQLState() : "";
		return state.startsWith("22") || state.startsWith("42");
	}

	private void askFailed(SQLException failure) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("Who may subscribe cannot be told by the database, so nobody may for now. "
					+ "This is logged once until the database answers again", failure);
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

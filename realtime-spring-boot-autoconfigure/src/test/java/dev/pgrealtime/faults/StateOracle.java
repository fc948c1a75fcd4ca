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

package dev.pgrealtime.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Follows the events of an application, or of several that run one after another, and
 * knows what they must be: the rows that can be made of them are those of the table, and
 * they come in the order of their positions, again only after a fault, and then as they
 * were. Register it as a bean, do harm, and call {@link #verify}.
 * <p>
 * What is wrong with an event is told by {@code verify} rather than to the application.
 * Safe for use by several threads.
 */
public final class StateOracle {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int MAX_COMPLAINTS = 20;

	private static final int MAX_TEXT = 200;

	private final TestDatabase database;

	private final String rows;

	private final Map<Class<?>, Table<?>> tables = new HashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final ToldPositions positions = new ToldPositions(this::complain);

	private final Map<String, String> known = new TreeMap<>();

	private final List<StreamGap> gaps = new ArrayList<>();

	private final List<String> complaints = new ArrayList<>();

	private Consumer<Lsn> completed = (commitLsn) -> {
	};

	private long count;

	/**
	 * Create an oracle.
	 * @param database the database
	 * @param rows a query for the key and the text of each row
	 */
	public StateOracle(TestDatabase database, String rows) {
		this.database = database;
		this.rows = rows;
	}

	/**
	 * Make rows of the events of an entity.
	 * @param <T> the entity type
	 * @param type the entity class
	 * @param key returns the key, as the query does
	 * @param text returns the text of a row, as the query does
	 * @return this oracle
	 */
	public <T> StateOracle follow(Class<T> type, Function<T, ?> key, Function<T, String> text) {
		this.tables.put(type, new Table<>(type, key, text));
		return this;
	}

	/**
	 * Tell somebody which transactions the listeners are about to be done with.
	 * @param completed takes the commit LSN
	 * @return this oracle
	 */
	public StateOracle whenCompleted(Consumer<Lsn> completed) {
		this.completed = completed;
		return this;
	}

	/**
	 * From now on events may come again, until the next {@link #verify}. To be called
	 * before the fault.
	 */
	public void faultHappened() {
		locked(this.positions::repetitionIsExpected);
	}

	/**
	 * Learn the present rows from the table, as an application does that was told of a
	 * gap: what was missed may be missing.
	 */
	public void reload() {
		locked(() -> {
			this.gaps.clear();
			this.known.clear();
			this.known.putAll(table());
		});
	}

	/**
	 * Return the gaps that were announced since the last {@link #reload}.
	 * @return the gaps
	 */
	public List<StreamGap> gaps() {
		this.lock.lock();
		try {
			return List.copyOf(this.gaps);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how many events there were.
	 * @return the number, each repetition counted
	 */
	public long count() {
		this.lock.lock();
		try {
			return this.count;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until everything is delivered that has been committed, and see whether all of
	 * it was right. Nobody may write meanwhile.
	 * @param context the application that streams
	 * @throws AssertionError if something is missing, wrong, in another order, or
	 * repeated without a fault
	 */
	public void verify(ApplicationContext context) {
		try {
			context.getBean(RealtimeFence.class).awaitDelivered(PATIENCE);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		locked(() -> {
			assertThat(this.complaints).as("what is wrong with the events").isEmpty();
			assertThat(this.gaps).as("gaps").isEmpty();
			assertThat(differences(table())).as("rows that the events and the table do not agree about").isEmpty();
			this.positions.repetitionIsOver();
		});
	}

	private List<String> differences(Map<String, String> table) {
		List<String> differences = new ArrayList<>();
		table.forEach((key, row) -> {
			String told = this.known.get(key);
			if (!row.equals(told)) {
				differences.add("%s is %s, told was %s".formatted(key, abbreviate(row), abbreviate(told)));
			}
		});
		this.known.forEach((key, row) -> {
			if (!table.containsKey(key)) {
				differences.add("%s is gone, told was %s".formatted(key, abbreviate(row)));
			}
		});
		return differences.subList(0, Math.min(differences.size(), MAX_COMPLAINTS));
	}

	static String abbreviate(@Nullable String text) {
		return (text != null) ? text.substring(0, Math.min(text.length(), MAX_TEXT)) : "nothing";
	}

	private Map<String, String> table() {
		Map<String, String> table = new HashMap<>();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(this.rows)) {
			while (result.next()) {
				table.put(result.getString(1), result.getString(2));
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return table;
	}

	@EventListener
	void on(RealtimeEvent<?> event) {
		locked(() -> {
			this.count++;
			Table<?> table = this.tables.get(event.entityType());
			if (event instanceof EntityRead) {
				this.positions.read(event.position());
			}
			else {
				this.positions.told(event.position(), describe(event, table));
			}
			if (table != null) {
				apply(event, table);
			}
		});
	}

	@EventListener
	void on(TransactionCommitted transaction) {
		this.completed.accept(transaction.commitLsn());
	}

	@EventListener
	void on(StreamGap gap) {
		locked(() -> this.gaps.add(gap));
	}

	private static String describe(RealtimeEvent<?> event, @Nullable Table<?> table) {
		String what = "%s of %s %s in %d at %s".formatted(event.action(), event.model(), event.id(),
				event.transactionId(), event.commitTimestamp());
		return (table != null)
				? "%s: %s, before %s".formatted(what, table.text(event.newImage()), table.text(event.oldImage()))
				: what;
	}

	private void apply(RealtimeEvent<?> event, Table<?> table) {
		EntityImage<?> before = event.oldImage();
		EntityImage<?> after = event.newImage();
		if (event instanceof TableTruncated) {
			this.known.clear();
		}
		if (before != null) {
			this.known.remove(table.key(before));
		}
		if (after != null) {
			if (!after.unknownAttributes().isEmpty()) {
				complain("%s has no value for %s".formatted(event.position(), after.unknownAttributes()));
			}
			String row = table.text(after);
			String known = this.known.put(table.key(after), row);
			if (event instanceof EntityRead && known != null && !known.equals(row)) {
				complain("%s was read as %s, although it is %s".formatted(table.key(after), abbreviate(row),
						abbreviate(known)));
			}
		}
	}

	private void complain(String complaint) {
		if (this.complaints.size() < MAX_COMPLAINTS) {
			this.complaints.add(complaint);
		}
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How entities are told as the query tells rows.
	 */
	private record Table<T>(Class<T> type, Function<T, ?> key, Function<T, String> text) {

		String key(EntityImage<?> image) {
			return String.valueOf(this.key.apply(this.type.cast(image.entity())));
		}

		String text(@Nullable EntityImage<?> image) {
			return (image != null) ? this.text.apply(this.type.cast(image.entity())) : "nothing";
		}

	}

}

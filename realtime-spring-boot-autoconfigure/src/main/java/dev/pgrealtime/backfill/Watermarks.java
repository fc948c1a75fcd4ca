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

package dev.pgrealtime.backfill;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pipeline.SignalHandler;
import dev.pgrealtime.pipeline.SourcedEvent;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Where reading rows and streaming changes meet: the signals that open and close a
 * {@link Window}, and what happens in between. All that the stream calls belongs to the
 * dispatcher thread.
 */
public final class Watermarks implements SignalHandler {

	static final String KIND = "backfill";

	private static final String LOW = "low:";

	private static final String HIGH = "high:";

	private final RecentTransactions recent = new RecentTransactions();

	private final Map<Integer, Relation> relations = new HashMap<>();

	private int transactionId;

	private volatile @Nullable Window window;

	private volatile Runnable waker = () -> {
	};

	@Override
	public String kind() {
		return KIND;
	}

	static String low(Window window) {
		return KIND + ":" + LOW + window.id();
	}

	static String high(Window window) {
		return KIND + ":" + HIGH + window.id();
	}

	/**
	 * Return the signal that there is something to do.
	 * @return the content of the signal
	 */
	static String wake() {
		return KIND + ":wake";
	}

	RecentTransactions recent() {
		return this.recent;
	}

	/**
	 * Have somebody told when there is something to do.
	 * @param waker is called on the dispatcher thread
	 */
	void onWake(Runnable waker) {
		this.waker = waker;
	}

	/**
	 * Look out for the marks of a window, and for those of no other.
	 * @param window the window, or {@code null} for none
	 */
	void expect(@Nullable Window window) {
		this.window = window;
	}

	/**
	 * Let nobody wait for a window that has not been opened.
	 */
	void giveUp() {
		Window window = this.window;
		if (window != null) {
			window.interruptUnopened("The application stops");
		}
	}

	@Override
	public void connected() {
		this.relations.clear();
		Window window = this.window;
		if (window != null) {
			window.interrupt();
		}
	}

	@Override
	public void follow(PgOutputMessage message) {
		if (message instanceof Change change) {
			Window window = this.window;
			if (window != null) {
				window.touch(change, this.relations::get, this.transactionId);
			}
		}
		else if (message instanceof Begin begin) {
			this.transactionId = (int) begin.transactionId();
			this.recent.add(this.transactionId);
		}
		else if (message instanceof Relation relation) {
			this.relations.put(relation.id(), relation);
		}
	}

	@Override
	public List<SourcedEvent> handle(String argument, Begin transaction, Unconfirmed unconfirmed) {
		Window window = this.window;
		if (window != null && argument.equals(LOW + window.id())) {
			window.open(this.recent.count());
		}
		else if (window != null && argument.equals(HIGH + window.id())) {
			return window.close(transaction, unconfirmed);
		}
		else {
			this.waker.run();
		}
		return List.of();
	}

}

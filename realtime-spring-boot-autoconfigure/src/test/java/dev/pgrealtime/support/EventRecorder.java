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

package dev.pgrealtime.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.event.EventListener;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TransactionCommitted;

/**
 * A bean that keeps what is published.
 */
public class EventRecorder {

	private final List<RealtimeEvent<?>> events = new CopyOnWriteArrayList<>();

	private final List<TransactionCommitted> transactions = new CopyOnWriteArrayList<>();

	private final List<StreamGap> gaps = new CopyOnWriteArrayList<>();

	@EventListener
	void on(RealtimeEvent<?> event) {
		this.events.add(event);
	}

	@EventListener
	void on(TransactionCommitted transaction) {
		this.transactions.add(transaction);
	}

	@EventListener
	void on(StreamGap gap) {
		this.gaps.add(gap);
	}

	public List<RealtimeEvent<?>> events() {
		return this.events;
	}

	public List<TransactionCommitted> transactions() {
		return this.transactions;
	}

	public List<StreamGap> gaps() {
		return this.gaps;
	}

}

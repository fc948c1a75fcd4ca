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

package dev.pgrealtime.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.replication.Unconfirmed;

/**
 * A handover on its way through a lane. Whom it waits for is guarded by the lock of the
 * lane, its attempts belong to the worker that runs it.
 */
final class Task {

	private final Handover handover;

	private final boolean keyed;

	private final long bytes;

	private final Unconfirmed.@Nullable Hold hold;

	private final @Nullable CompletableFuture<@Nullable Void> resubmission;

	private final List<Task> followers = new ArrayList<>(1);

	private int blockers;

	private int attempts;

	private @Nullable Instant firstFailure;

	private volatile boolean obsolete;

	private boolean givenUp;

	/**
	 * Create a task.
	 * @param handover what the listener takes
	 * @param keyed whether it keeps the order of its keys only, or of all
	 * @param hold keeps it from being confirmed, or {@code null} if it was parked
	 * @param resubmission is told what becomes of it, or {@code null} if it has come with
	 * the stream
	 */
	Task(Handover handover, boolean keyed, Unconfirmed.@Nullable Hold hold,
			@Nullable CompletableFuture<@Nullable Void> resubmission) {
		this.handover = handover;
		this.keyed = keyed;
		this.bytes = (resubmission != null) ? 0 : handover.bytes();
		this.hold = hold;
		this.resubmission = resubmission;
	}

	Handover handover() {
		return this.handover;
	}

	/**
	 * Return the keys whose order the task keeps.
	 * @return the keys, or none for the order of all
	 */
	Set<EventKey> keys() {
		return this.keyed ? this.handover.keys() : Set.of();
	}

	boolean isResubmission() {
		return this.resubmission != null;
	}

	/**
	 * Return how much room the task takes in its lane.
	 * @return a number of events
	 */
	int size() {
		return isResubmission() ? 0 : this.handover.events().size();
	}

	/**
	 * Return how much memory the task takes in its lane.
	 * @return a number of bytes
	 */
	long bytes() {
		return this.bytes;
	}

	void follow(Task before) {
		before.followers.add(this);
		this.blockers++;
		this.givenUp |= before.givenUp;
	}

	/**
	 * Let it never be done, nor any task that waits for it or comes to wait for it.
	 * @return this task and those that wait for it by now
	 */
	Set<Task> giveUp() {
		Set<Task> givenUp = new LinkedHashSet<>();
		Deque<Task> next = new ArrayDeque<>(List.of(this));
		while (!next.isEmpty()) {
			Task task = next.remove();
			task.givenUp = true;
			if (givenUp.add(task)) {
				next.addAll(task.followers);
			}
		}
		return givenUp;
	}

	boolean isGivenUp() {
		return this.givenUp;
	}

	boolean isBlocked() {
		return this.blockers > 0;
	}

	/**
	 * Let those go on that have waited for this one.
	 * @return those that wait for nobody else
	 */
	List<Task> letGo() {
		List<Task> free = new ArrayList<>(this.followers.size());
		for (Task follower : this.followers) {
			if (--follower.blockers == 0) {
				free.add(follower);
			}
		}
		this.followers.clear();
		return free;
	}

	void forgetFollowers() {
		this.followers.clear();
	}

	/**
	 * Let there be no attempt but the one that runs: the event comes again with another
	 * connection.
	 */
	void makeObsolete() {
		this.obsolete = true;
	}

	boolean isObsolete() {
		return this.obsolete;
	}

	/**
	 * Count an attempt that has failed.
	 * @param now what time it is
	 */
	void failed(Instant now) {
		this.attempts++;
		if (this.firstFailure == null) {
			this.firstFailure = now;
		}
	}

	int attempts() {
		return this.attempts;
	}

	FailedDelivery failure(String listenerId, @Nullable Throwable error, Instant now) {
		return new FailedDelivery(listenerId, this.handover, error, this.attempts,
				(this.firstFailure != null) ? this.firstFailure : now);
	}

	/**
	 * Make sure that no other instance is told of it.
	 * @return whether the stream that it has come with is still ours, if it has come with
	 * one
	 */
	boolean isOurs() {
		return this.hold == null || this.hold.isOurs();
	}

	/**
	 * Let it be confirmed: nothing more is to be done.
	 */
	void release() {
		if (this.hold != null) {
			this.hold.release();
		}
		if (this.resubmission != null) {
			this.resubmission.complete(null);
		}
	}

	/**
	 * Give it up.
	 * @param failure what the listener has thrown, or {@code null} if it has not run
	 */
	void abandon(@Nullable Throwable failure) {
		if (this.hold != null) {
			this.hold.abandon();
		}
		if (this.resubmission != null) {
			this.resubmission.completeExceptionally(
					(failure != null) ? new ResubmissionFailedException("The listener has thrown " + failure, failure)
							: new ResubmissionFailedException("The listener takes nothing at the moment", null));
		}
	}

}

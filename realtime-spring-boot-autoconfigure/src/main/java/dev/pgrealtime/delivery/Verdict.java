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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a task after an attempt.
 *
 * @param kind whether anything more is to be done
 * @param failure what the listener has thrown, or {@code null} if it has not
 * @param delay the time to the next attempt, if there is to be one
 */
record Verdict(Kind kind, @Nullable Throwable failure, Duration delay) {

	static final Verdict DONE = new Verdict(Kind.DONE, null, Duration.ZERO);

	static Verdict again(Throwable failure, Duration delay) {
		return new Verdict(Kind.AGAIN, failure, delay);
	}

	static Verdict giveUp(@Nullable Throwable failure) {
		return new Verdict(Kind.GIVE_UP, failure, Duration.ZERO);
	}

	static Verdict stop(Throwable failure) {
		return new Verdict(Kind.STOP, failure, Duration.ZERO);
	}

	enum Kind {

		/**
		 * Nothing more is to be done.
		 */
		DONE,

		/**
		 * It is to be tried again.
		 */
		AGAIN,

		/**
		 * It will come again, or be resubmitted.
		 */
		GIVE_UP,

		/**
		 * It shall come again, and the listener take nothing more until then.
		 */
		STOP

	}

}

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

/**
 * A part of the stream that is not confirmed yet: a transaction, or what comes between
 * two of them. Safe for use by several threads.
 */
public interface Unconfirmed {

	/**
	 * Keep the part from being confirmed after its {@link WalHandler} has returned. To be
	 * called before that.
	 * @return what keeps it
	 */
	Hold hold();

	/**
	 * Make sure that no other instance has taken over the stream, which may have happened
	 * while this one was frozen. To be asked before anybody is told of what belongs to
	 * the part. Waits in the rare case that it is not known at once.
	 * @return whether the stream is still ours; if not, the part comes again, here or
	 * elsewhere
	 */
	boolean isOurs();

	/**
	 * Ask to be told when the part and all before it are confirmed. That never happens if
	 * the connection is lost before, or something is held back for good.
	 * @param action is run once, by whichever thread finishes the last piece of work;
	 * must not block
	 */
	void whenConfirmed(Runnable action);

	/**
	 * Work on a part of the stream that goes on. Safe for use by several threads.
	 */
	interface Hold {

		/**
		 * Make sure that the stream is still ours, before the work is begun.
		 * @return whether it is
		 * @see Unconfirmed#isOurs()
		 */
		boolean isOurs();

		/**
		 * The work is done. Has no effect after the first call, or after
		 * {@link #abandon()}.
		 */
		void release();

		/**
		 * The work will not be done any more: the part is to be sent again by the server
		 * on another connection. Has no effect after {@link #release()}.
		 */
		void abandon();

	}

}

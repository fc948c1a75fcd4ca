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

package dev.pgrealtime.hub;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;

/**
 * Tells which rows somebody may see, but not at once. What it allows has to be allowed by
 * {@link #sight(RealtimeEvent)}, too, which is asked before. Subscribers get their
 * messages in order all the same: what comes later waits. Safe for use by several
 * threads.
 * <p>
 * It is not asked about what somebody missed, who is told to reload instead.
 */
public interface DeferredAccess extends RowAccess {

	/**
	 * Find out which rows of an event may be seen. Invoked by the publisher while it
	 * publishes the event, once for each subscription; must neither block nor throw.
	 * @param event the event, neither of a truncated table nor without any row
	 * @param answer to be told the rows, by any thread, once; {@code null} if that cannot
	 * be told, so that the subscriber is shown nothing and told to reload
	 */
	void judge(RealtimeEvent<?> event, Consumer<@Nullable Sight> answer);

}

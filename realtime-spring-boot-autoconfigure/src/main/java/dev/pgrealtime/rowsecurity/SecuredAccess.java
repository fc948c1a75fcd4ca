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

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.DeferredAccess;
import dev.pgrealtime.hub.RowAccess;
import dev.pgrealtime.hub.Sight;

/**
 * Lets a subscriber see what its role may see. Equal to any other for the same role and
 * claims.
 *
 * @param gates ask the database
 * @param identity who the subscriber is to it
 * @param access tells what else has to be allowed, or {@code null} for nothing
 */
record SecuredAccess(RowSecurityGates gates, DatabaseIdentity identity,
		@Nullable RowAccess access) implements DeferredAccess {

	@Override
	public Sight sight(RealtimeEvent<?> event) {
		return (this.access != null) ? this.access.sight(event) : Sight.BOTH;
	}

	@Override
	public void judge(RealtimeEvent<?> event, Consumer<@Nullable Sight> answer) {
		this.gates.ask(this.identity, event, answer);
	}

}

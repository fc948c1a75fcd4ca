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

package dev.pgrealtime.web.sse;

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.RowAccess;

/**
 * What a client was promised when it got its stream.
 *
 * @param rows tells the rows that the client may see, or {@code null} for all
 * @param valid tells whether the client may keep the stream; asked with every heartbeat,
 * once it is not it ends
 */
public record StreamPermit(@Nullable RowAccess rows, BooleanSupplier valid) {

	/**
	 * For ever.
	 */
	static final StreamPermit UNLIMITED = new StreamPermit(null, () -> true);

}

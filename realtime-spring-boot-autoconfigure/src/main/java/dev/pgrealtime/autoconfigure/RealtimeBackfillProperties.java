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

package dev.pgrealtime.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the backfills.
 *
 * @param chunkSize Number of rows that a backfill reads at a time.
 * @param rowsPerSecond Number of rows that a backfill delivers in a second at most. No
 * limit by default.
 */
@ConfigurationProperties("realtime.backfill")
public record RealtimeBackfillProperties(@DefaultValue("1000") int chunkSize, @Nullable Integer rowsPerSecond) {

	private static final int MAX_CHUNK_SIZE = 10_000;

	public RealtimeBackfillProperties {
		if (chunkSize < 1 || chunkSize > MAX_CHUNK_SIZE) {
			throw new InvalidConfigurationPropertyValueException("realtime.backfill.chunk-size", chunkSize,
					"It must be from 1 to %d.".formatted(MAX_CHUNK_SIZE));
		}
		if (rowsPerSecond != null && rowsPerSecond < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.backfill.rows-per-second", rowsPerSecond,
					"It must be positive.");
		}
	}

}

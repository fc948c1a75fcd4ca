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

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.backfill.BackfillSettings;
import dev.pgrealtime.backfill.BackfillWorker;
import dev.pgrealtime.backfill.NotedBackfills;
import dev.pgrealtime.backfill.SnapshotRows;
import dev.pgrealtime.backfill.Watermarks;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.Provisioning;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link RealtimeBackfill}.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnBean(ReplicationSettings.class)
@EnableConfigurationProperties(RealtimeBackfillProperties.class)
public final class RealtimeBackfillAutoConfiguration {

	RealtimeBackfillAutoConfiguration() {
	}

	@Bean
	BackfillSettings realtimeBackfillSettings(RealtimeBackfillProperties properties, ReplicationSettings settings) {
		Integer rowsPerSecond = properties.rowsPerSecond();
		return new BackfillSettings(settings.slot().name(), settings.publication(),
				settings.provisioning() == Provisioning.CREATE, properties.chunkSize(),
				(rowsPerSecond != null) ? rowsPerSecond : 0, settings.reconnect(), settings.shutdownTimeout());
	}

	@Bean
	Watermarks realtimeWatermarks() {
		return new Watermarks();
	}

	@Bean
	BackfillWorker realtimeBackfillWorker(PgConnections connections, EntityCatalog catalog, BackfillSettings settings,
			Watermarks watermarks, ReplicationWorker worker) {
		return new BackfillWorker(connections, catalog, settings, watermarks,
				() -> worker.status().state() == ReplicationStatus.State.STREAMING, System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean(RealtimeBackfill.class)
	NotedBackfills realtimeBackfill(PgConnections connections, EntityCatalog catalog, BackfillSettings settings) {
		return new NotedBackfills(connections, catalog, settings);
	}

	@Bean
	@ConditionalOnProperty(name = "realtime.snapshot", havingValue = "initial")
	SnapshotRows realtimeSnapshotRows(PgConnections connections, EntityCatalog catalog, BackfillSettings settings) {
		return new SnapshotRows(connections, catalog, settings);
	}

	@Bean
	static LazyInitializationExcludeFilter realtimeBackfillLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(BackfillWorker.class);
	}

}

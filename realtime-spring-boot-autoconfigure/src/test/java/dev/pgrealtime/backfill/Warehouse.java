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

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Table;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose entities have rows of all sorts.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = Warehouse.class)
@Import(EventRecorder.class)
class Warehouse {

	static final String[] TABLES = {
			"CREATE TABLE items (id bigint PRIMARY KEY, name text, quantity int NOT NULL DEFAULT 0)",
			"CREATE TABLE shelves (aisle text, level int, label text, PRIMARY KEY (level, aisle))",
			"CREATE TABLE vehicles (id bigint PRIMARY KEY, name text NOT NULL)",
			"CREATE TABLE trucks (id bigint PRIMARY KEY REFERENCES vehicles ON DELETE CASCADE, axles int NOT NULL)",
			"CREATE TABLE notes (id bigint, content text)", """
					CREATE TABLE samples (id uuid PRIMARY KEY, flag boolean, code char(5), data bytea, made timestamptz,
					price numeric(12, 2), ratio float8, secret text)""" };

	static TestDatabase newDatabase() {
		TestDatabase database = PostgresServer.newDatabase();
		database.execute(TABLES);
		return database;
	}

	static BackfillProgress start(ConfigurableApplicationContext context, Class<?> type) {
		return context.getBean(RealtimeBackfill.class).start(type);
	}

	static BackfillProgress run(ConfigurableApplicationContext context, Class<?> type) {
		BackfillProgress started = start(context, type);
		RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
		await().atMost(Duration.ofMinutes(2))
			.until(() -> backfill.status(started.id()).state() != BackfillProgress.State.RUNNING);
		BackfillProgress ended = backfill.status(started.id());
		assertThat(ended.problem()).isNull();
		assertThat(ended.state()).isEqualTo(BackfillProgress.State.COMPLETED);
		return ended;
	}

	@Entity(name = "Item")
	@Table(name = "items")
	@RealtimeEntity
	static class Item {

		@Id
		Long id;

		String name;

		int quantity;

	}

	@Entity(name = "Shelf")
	@Table(name = "shelves")
	@IdClass(ShelfId.class)
	@RealtimeEntity
	static class Shelf {

		@Id
		String aisle;

		@Id
		int level;

		String label;

	}

	static class ShelfId implements Serializable {

		private static final long serialVersionUID = 1L;

		String aisle;

		int level;

		@Override
		public boolean equals(Object other) {
			return other instanceof ShelfId id && id.aisle.equals(this.aisle) && id.level == this.level;
		}

		@Override
		public int hashCode() {
			return Objects.hash(this.aisle, this.level);
		}

	}

	@Entity(name = "Vehicle")
	@Table(name = "vehicles")
	@Inheritance(strategy = InheritanceType.JOINED)
	@RealtimeEntity
	static class Vehicle {

		@Id
		Long id;

		String name;

	}

	@Entity(name = "Truck")
	@Table(name = "trucks")
	static class Truck extends Vehicle {

		int axles;

	}

	@Entity(name = "Note")
	@Table(name = "notes")
	@RealtimeEntity
	static class Note {

		@Id
		Long id;

		String content;

	}

	@Entity(name = "Sample")
	@Table(name = "samples")
	@RealtimeEntity(exclude = "secret")
	static class Sample {

		@Id
		UUID id;

		Boolean flag;

		@Column(columnDefinition = "char(5)")
		String code;

		byte[] data;

		Instant made;

		java.math.BigDecimal price;

		Double ratio;

		String secret;

	}

}

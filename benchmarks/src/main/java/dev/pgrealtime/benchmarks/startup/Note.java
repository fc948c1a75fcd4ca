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

package dev.pgrealtime.benchmarks.startup;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * An entity. Where the annotation is not on the class path, the JVM passes over it.
 */
@Entity
@Table(name = "startup_note")
@RealtimeEntity
public class Note {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	private @Nullable String text;

	/**
	 * Create a note, as JPA does.
	 */
	protected Note() {
	}

	/**
	 * Return the identifier.
	 * @return the identifier
	 */
	public @Nullable Long getId() {
		return this.id;
	}

	/**
	 * Return what is to be remembered.
	 * @return the text
	 */
	public @Nullable String getText() {
		return this.text;
	}

}

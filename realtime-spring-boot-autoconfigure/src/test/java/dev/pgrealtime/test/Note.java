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

package dev.pgrealtime.test;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import dev.pgrealtime.RealtimeEntity;

/**
 * An entity such as a user would write it.
 */
@Entity
@RealtimeEntity
class Note {

	@Id
	private long id;

	private String text = "";

	private int stars;

	protected Note() {
	}

	Note(long id, String text) {
		this.id = id;
		this.text = text;
	}

	String getText() {
		return this.text;
	}

	void setText(String text) {
		this.text = text;
	}

	int getStars() {
		return this.stars;
	}

}

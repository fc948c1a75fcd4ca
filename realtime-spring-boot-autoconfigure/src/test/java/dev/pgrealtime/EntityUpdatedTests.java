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

package dev.pgrealtime;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EntityUpdated}.
 */
class EntityUpdatedTests {

	private final EntityUpdated<Order> event = Events.updated(new Order("old"), new Order("new"), Set.of("status"),
			Set.of("note"));

	@Test
	void changedWhenAttributeChangedIsTrue() {
		assertThat(this.event.changed("status")).isTrue();
		assertThat(this.event.changedAttributes()).containsExactly("status");
	}

	@Test
	void changedWhenAttributeDidNotChangeIsFalse() {
		assertThat(this.event.changed("id")).isFalse();
	}

	@Test
	void changedWhenOldValueIsUnknownFails() {
		assertThatIllegalStateException().isThrownBy(() -> this.event.changed("note"))
			.withMessageStartingWith("Whether 'note' of Order changed is unknown")
			.withMessageContaining("REPLICA IDENTITY FULL");
	}

	@Test
	void changedWhenThereIsNoSuchAttributeFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.event.changed("stauts"))
			.withMessageStartingWith("Order has no attribute 'stauts', it has ");
	}

	@Test
	void oldEntityWhenThereIsNoOldImageIsNull() {
		Order order = new Order("new");
		EntityUpdated<Order> event = new EntityUpdated<>(Events.metadata(order), null, Events.image(order), 1L,
				Set.of(), Set.of("status"));
		assertThat(event.oldEntity()).isNull();
		assertThat(event.newEntity()).isSameAs(order);
	}

	record Order(String status) {

	}

}

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

package dev.pgrealtime.web.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.RowAccess;
import dev.pgrealtime.hub.Sight;

/**
 * The rows that somebody may see. Two are equal for the same authentication.
 *
 * @param expressions the expressions that say so
 * @param authentication who that is
 */
record PrincipalRows(RowExpressions expressions, Authentication authentication) implements RowAccess {

	@Override
	public Sight sight(RealtimeEvent<?> event) {
		boolean newRow = permits(event, event.newImage());
		if (event instanceof EntityUpdated<?> && event.oldImage() == null) {
			// Perhaps the row has been visible
			return newRow ? Sight.NEW : Sight.OLD;
		}
		return Sight.of(permits(event, event.oldImage()), newRow);
	}

	private boolean permits(RealtimeEvent<?> event, @Nullable EntityImage<?> image) {
		return image != null && this.expressions.permit(event.channel(), image, this.authentication);
	}

}

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

package dev.pgrealtime.sample.shop;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.StreamGap;

/**
 * Logs what happens to orders, whoever did it: this application, another one, or psql.
 */
@Component
class OrderLog {

	private static final Log logger = LogFactory.getLog(OrderLog.class);

	@EventListener
	void placed(EntityInserted<Order> event) {
		logger.info("Order %s was placed, %d cents".formatted(event.id(), event.newEntity().getTotalCents()));
	}

	@EventListener
	void changed(EntityUpdated<Order> event) {
		Order before = event.oldEntity();
		if (before != null && event.changed("status")) {
			logger.info("Order %s went from %s to %s".formatted(event.id(), before.getStatus(),
					event.newEntity().getStatus()));
		}
		else {
			logger.info("Order %s changed in %s".formatted(event.id(), event.changedAttributes()));
		}
	}

	@EventListener
	void removed(EntityDeleted<Order> event) {
		logger.info("Order %s was removed".formatted(event.id()));
	}

	@EventListener
	void missed(StreamGap gap) {
		logger.warn("Changes may have been missed: " + gap.reason());
	}

}

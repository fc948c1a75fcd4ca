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

package dev.pgrealtime.delivery;

import java.time.Duration;

/**
 * Is told of every call of a listener. Called on the threads of the listeners; must
 * neither block nor throw.
 */
@FunctionalInterface
public interface DeliveryObserver {

	/**
	 * A listener has returned, or thrown.
	 * @param listenerId the listener
	 * @param duration how long it took
	 * @param succeeded whether it has returned
	 */
	void called(String listenerId, Duration duration, boolean succeeded);

}

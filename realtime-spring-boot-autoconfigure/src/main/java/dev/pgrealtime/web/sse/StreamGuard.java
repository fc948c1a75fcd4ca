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

/**
 * Decides who gets a stream. Safe for use by several threads.
 */
@FunctionalInterface
public interface StreamGuard {

	/**
	 * Lets everybody in.
	 */
	StreamGuard NONE = (request) -> StreamPermit.UNLIMITED;

	/**
	 * Decide about a client, before anything else of its request is looked at: whoever is
	 * refused learns nothing from how its filter is answered.
	 * @param request what the client asks for, of an exposed channel
	 * @return what the client gets
	 * @throws SseRefusedException if it gets nothing
	 */
	StreamPermit admit(SseRequest request);

}

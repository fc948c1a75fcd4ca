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

package dev.pgrealtime.web.security.reactive;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

import dev.pgrealtime.RealtimeSubscription;
import dev.pgrealtime.web.security.ClientAuthentication;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.reactive.ReactiveStreamGuard;

/**
 * Lets those go on to whom a reactive manager grants the subscription.
 */
public final class ReactiveStreamAuthorizer implements ReactiveStreamGuard {

	private final ReactiveAuthorizationManager<RealtimeSubscription> manager;

	/**
	 * Create an authorizer.
	 * @param manager decides
	 */
	public ReactiveStreamAuthorizer(ReactiveAuthorizationManager<RealtimeSubscription> manager) {
		this.manager = manager;
	}

	@Override
	public Mono<Void> check(SseRequest request) {
		Authentication authentication = ClientAuthentication.of(request.principal());
		return this.manager.authorize(Mono.just(authentication), new RealtimeSubscription(request.channel()))
			.filter(AuthorizationResult::isGranted)
			.switchIfEmpty(Mono.error(() -> ClientAuthentication.refusal(authentication)))
			.onErrorMap(AccessDeniedException.class, (ex) -> ClientAuthentication.refusal(authentication))
			.then();
	}

}

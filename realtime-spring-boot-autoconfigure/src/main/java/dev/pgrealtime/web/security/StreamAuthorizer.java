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

import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

import dev.pgrealtime.PrincipalExpiry;
import dev.pgrealtime.RealtimeSubscription;
import dev.pgrealtime.hub.RowAccess;
import dev.pgrealtime.web.sse.ClientSession;
import dev.pgrealtime.web.sse.SseRefusedException;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.StreamGuard;
import dev.pgrealtime.web.sse.StreamPermit;

/**
 * Gives streams to those who are authenticated, and allowed to have them, for as long as
 * they are authenticated.
 */
public final class StreamAuthorizer implements StreamGuard {

	/**
	 * The same on both web stacks.
	 */
	private static final String SECURITY_CONTEXT = HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

	private final boolean anonymousAllowed;

	private final AuthorizationManager<RealtimeSubscription> manager;

	private final RowExpressions expressions;

	private final PrincipalExpiry expiry;

	private final Clock clock;

	/**
	 * Create an authorizer.
	 * @param anonymousAllowed whether a client may be anonymous
	 * @param manager decides about everything else
	 * @param expressions say who may see which rows
	 * @param expiry tells until when a client is authenticated
	 * @param clock the clock by which that is told
	 */
	public StreamAuthorizer(boolean anonymousAllowed, AuthorizationManager<RealtimeSubscription> manager,
			RowExpressions expressions, PrincipalExpiry expiry, Clock clock) {
		this.anonymousAllowed = anonymousAllowed;
		this.manager = manager;
		this.expressions = expressions;
		this.expiry = expiry;
		this.clock = clock;
	}

	@Override
	public StreamPermit admit(SseRequest request) {
		Authentication authentication = ClientAuthentication.of(request.principal());
		if (ClientAuthentication.isAnonymous(authentication) && !this.anonymousAllowed) {
			throw SseRefusedException.unauthenticated();
		}
		if (!isGranted(authentication, new RealtimeSubscription(request.channel()))) {
			throw ClientAuthentication.refusal(authentication);
		}
		BooleanSupplier unexpired = unexpired(this.expiry.expiresAt(authentication));
		BooleanSupplier loggedIn = loggedIn(request.session());
		return new StreamPermit(rows(request.channel(), authentication),
				() -> unexpired.getAsBoolean() && loggedIn.getAsBoolean());
	}

	private @Nullable RowAccess rows(String channel, Authentication authentication) {
		return this.expressions.restrict(channel) ? new PrincipalRows(this.expressions, authentication) : null;
	}

	private boolean isGranted(Authentication authentication, RealtimeSubscription subscription) {
		try {
			AuthorizationResult result = this.manager.authorize(() -> authentication, subscription);
			return result == null || result.isGranted();
		}
		catch (AccessDeniedException ex) {
			return false;
		}
	}

	private BooleanSupplier unexpired(@Nullable Instant end) {
		return () -> end == null || this.clock.instant().isBefore(end);
	}

	// Whoever logs in anew is somebody else
	private static BooleanSupplier loggedIn(ClientSession session) {
		Object context = session.attribute(SECURITY_CONTEXT);
		return () -> context == null || context.equals(session.attribute(SECURITY_CONTEXT));
	}

}

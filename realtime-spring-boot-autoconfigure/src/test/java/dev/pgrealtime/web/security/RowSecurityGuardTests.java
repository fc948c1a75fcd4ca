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

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.pgrealtime.hub.RowAccess;
import dev.pgrealtime.hub.Sight;
import dev.pgrealtime.rowsecurity.DatabaseIdentity;
import dev.pgrealtime.rowsecurity.PublishedTable;
import dev.pgrealtime.rowsecurity.RowCheck;
import dev.pgrealtime.rowsecurity.RowSecurityGates;
import dev.pgrealtime.rowsecurity.RowSecurityLimits;
import dev.pgrealtime.rowsecurity.TableAdmission;
import dev.pgrealtime.web.security.reactive.BlockingStreamGuard;
import dev.pgrealtime.web.sse.ClientSession;
import dev.pgrealtime.web.sse.SseRefusedException;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.StreamGuard;
import dev.pgrealtime.web.sse.StreamPermit;
import dev.pgrealtime.web.sse.reactive.ReactiveStreamGuard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RowSecurityGuard} and {@link BlockingStreamGuard}.
 */
class RowSecurityGuardTests {

	private static final PublishedTable ORDERS = new PublishedTable(null, "orders", Set.of());

	private static final BooleanSupplier VALID = () -> true;

	private static final Authentication ANN = new TestingAuthenticationToken("ann", "password", "ROLE_USER");

	private static final DatabaseIdentity IDENTITY = new DatabaseIdentity("app", "{\"role\":\"app\",\"sub\":\"ann\"}");

	private final RowCheck check = mock();

	private final RowAccess rows = (event) -> Sight.BOTH;

	private final RowSecurityGates gates = new RowSecurityGates(() -> this.check, (event) -> null,
			new RowSecurityLimits(1, 1, 1), Thread::new);

	private final TableAdmission admission = new TableAdmission(this.check, Duration.ofMillis(1));

	@Test
	void whoMayReadTheTableGetsItsRows() throws Exception {
		given(this.check.mayRead(IDENTITY, ORDERS)).willReturn(true);
		StreamPermit permit = guard("app").admit(request("orders", ANN));
		assertThat(permit.rows()).isEqualTo(this.gates.accessOf(IDENTITY, this.rows));
		assertThat(permit.valid()).isSameAs(VALID);
	}

	@Test
	void whoMayNotReadTheTableIsRefused() {
		assertRefuses("app", request("orders", ANN), 403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "22023", "42501", "42P01" })
	void roleThatTheDatabaseWillNotHaveIsRefused(String state) throws Exception {
		given(this.check.mayRead(IDENTITY, ORDERS)).willThrow(new SQLException("no such role", state));
		assertRefuses("app", request("orders", ANN), 403);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "08001", "28P01", "53300", "57014", "57P01" })
	void whoeverCannotBeDecidedAboutIsToComeBack(String state) throws Exception {
		given(this.check.mayRead(IDENTITY, ORDERS)).willThrow(new SQLException("no answer", state)).willReturn(true);
		assertIsToComeBack();
		assertThat(guard("app").admit(request("orders", ANN)).valid()).isSameAs(VALID);
	}

	@Test
	void whoComesWhileOthersWaitTooLongIsToComeBack() throws Exception {
		given(this.check.mayRead(IDENTITY, ORDERS)).willAnswer((invocation) -> {
			CompletableFuture.runAsync(this::assertIsToComeBack).get(30, TimeUnit.SECONDS);
			return true;
		});
		assertThat(guard("app").admit(request("orders", ANN)).valid()).isSameAs(VALID);
	}

	private void assertIsToComeBack() {
		assertThatExceptionOfType(SseRefusedException.class)
			.isThrownBy(() -> guard("app").admit(request("orders", ANN)))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(503))
			.satisfies((ex) -> assertThat(ex.headers()).containsEntry("Retry-After", "7"));
	}

	@Test
	void whoIsNobodyToTheDatabaseIsRefusedWithoutAskingIt() {
		assertRefuses(null, request("orders", ANN), 403);
		assertRefuses("app", request("orders", null), 401);
		then(this.check).shouldHaveNoInteractions();
	}

	@Test
	void channelOfUnknownTablesIsRefused() {
		assertRefuses("app", request("others", ANN), 403);
	}

	@Test
	void channelWithoutTablesHasNoPolicies() {
		assertThat(guard(null).admit(request("chat", null)).rows()).isSameAs(this.rows);
	}

	@Test
	void whoIsRefusedBeforeIsNotLookedUp() {
		StreamGuard refusing = (request) -> {
			throw SseRefusedException.unauthenticated();
		};
		assertThatExceptionOfType(SseRefusedException.class)
			.isThrownBy(() -> guard(refusing, "app").admit(request("orders", ANN)))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(401));
		then(this.check).shouldHaveNoInteractions();
	}

	@Test
	void whatComesAfterReactiveGuardMayBlock() {
		ReactiveStreamGuard onEventLoop = (request) -> Mono.<Void>empty().publishOn(Schedulers.parallel());
		AtomicReference<Boolean> mayBlock = new AtomicReference<>();
		new BlockingStreamGuard(onEventLoop).check(request("orders", ANN))
			.then(Mono.fromRunnable(() -> mayBlock.set(!Schedulers.isInNonBlockingThread())))
			.block(Duration.ofSeconds(30));
		assertThat(mayBlock).hasValue(true);
	}

	private void assertRefuses(String role, SseRequest request, int status) {
		assertThatExceptionOfType(SseRefusedException.class).isThrownBy(() -> guard(role).admit(request))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
	}

	private RowSecurityGuard guard(String role) {
		return guard((request) -> new StreamPermit(this.rows, VALID), role);
	}

	private RowSecurityGuard guard(StreamGuard first, String role) {
		return new RowSecurityGuard(first, new DatabaseIdentities(role, null, ClientClaims.NONE), this.admission,
				this.gates, Map.of("orders", Set.of(ORDERS)), "chat"::equals, Duration.ofSeconds(7));
	}

	private static SseRequest request(String channel, Authentication authentication) {
		return new SseRequest(channel, null, null, "client", authentication, (name) -> null, ClientSession.NONE);
	}

}

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

package dev.pgrealtime.backend;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.hub.HubBackend;
import dev.pgrealtime.hub.HubEnvelope;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubPublisher;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link HubBackend} keeps to. The test of a backend extends it.
 */
@Timeout(120)
public abstract class AbstractHubBackendTests {

	private static final int MANY = 10_000;

	private static final Lsn ORIGIN = Lsn.parse("1/A");

	private final AtomicLong ordinal = new AtomicLong();

	private final Inbox inbox = new Inbox();

	private HubBackend backend;

	/**
	 * Create the backend to test, which is stopped.
	 * @return the backend
	 */
	protected abstract HubBackend newBackend();

	/**
	 * Return what begins the transactions that a message may take part in.
	 * @return the transaction manager, which has savepoints
	 * @throws SQLException if there is none
	 */
	protected abstract PlatformTransactionManager transactionManager() throws SQLException;

	/**
	 * Wait until a backend receives.
	 * @param inbox what it was started with
	 * @throws InterruptedException if nobody wants to wait
	 */
	protected abstract void awaitReceiving(Inbox inbox) throws InterruptedException;

	/**
	 * Return what is tested.
	 * @return a backend that receives
	 */
	protected final HubBackend backend() {
		return this.backend;
	}

	/**
	 * Return what has arrived.
	 * @return the inbox of the backend
	 */
	protected final Inbox inbox() {
		return this.inbox;
	}

	@BeforeEach
	void startBackend() throws InterruptedException {
		this.backend = newBackend();
		this.backend.start(this.inbox);
		awaitReceiving(this.inbox);
	}

	@AfterEach
	void stopBackend() {
		this.backend.stop();
	}

	@Test
	void carriesMessagesAsTheyAre() throws InterruptedException {
		List<HubEnvelope> envelopes = List.of(envelope("chat", null, "{\"text\":\"h\u00e9llo \ud83d\ude00\"}"),
				envelope("chat", "tenant", "\"it's\""), envelope("chat", "", "null"),
				envelope("odd 7 -\n\"n\u00e4me\"", "ten ant\n1 - \\", "[1,\n2]"), envelope("chat", null, "\"\\\\\""));
		envelopes.forEach(this.backend::publish);
		for (HubEnvelope envelope : envelopes) {
			assertThat(this.inbox.next()).isEqualTo(envelope);
		}
	}

	@Test
	void carriesSevenThousandBytes() throws InterruptedException {
		HubEnvelope envelope = envelope("chat", "tenant", '"' + "x".repeat(7000) + '"');
		this.backend.publish(envelope);
		assertThat(this.inbox.next()).isEqualTo(envelope);
	}

	@Test
	void carriesEqualPayloadsOneByOne() throws SQLException {
		transaction().executeWithoutResult((status) -> {
			this.backend.publish(envelope("chat", null, "1"));
			this.backend.publish(envelope("chat", null, "1"));
		});
		assertThat(this.inbox.nextPayload()).isEqualTo(this.inbox.nextPayload());
	}

	@Test
	void keepsOrderOfEveryPublisher() throws InterruptedException {
		int publishers = 4;
		CompletableFuture<?>[] running = IntStream.range(0, publishers)
			.mapToObj((publisher) -> CompletableFuture.runAsync(() -> {
				for (int i = 0; i < MANY / publishers; i++) {
					this.backend.publish(envelope("chat", "" + publisher, "" + i));
				}
			}))
			.toArray(CompletableFuture<?>[]::new);
		int[] next = new int[publishers];
		for (int i = 0; i < MANY; i++) {
			HubEnvelope envelope = this.inbox.next();
			assertThat(envelope.tenant()).isNotNull();
			int publisher = Integer.parseInt(envelope.tenant());
			assertThat(envelope.payload()).isEqualTo("" + next[publisher]++);
		}
		CompletableFuture.allOf(running).join();
		assertThat(next).containsOnly(MANY / publishers);
	}

	@Test
	void messagesOfTransactionArriveAfterItsCommit() throws SQLException {
		TransactionTemplate other = transaction();
		other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction().executeWithoutResult((status) -> {
			this.backend.publish(envelope("chat", null, "1"));
			this.backend.publish(envelope("chat", null, "2"));
			other.executeWithoutResult((inner) -> this.backend.publish(envelope("chat", null, "0")));
			assertThat(this.inbox.nextPayload()).isEqualTo("0");
			assertThat(this.inbox.received).isEmpty();
		});
		assertThat(this.inbox.nextPayload()).isEqualTo("1");
		assertThat(this.inbox.nextPayload()).isEqualTo("2");
	}

	@Test
	void messagesOfTransactionThatRollsBackAreNotSent() throws SQLException {
		transaction().executeWithoutResult((status) -> {
			this.backend.publish(envelope("chat", null, "lost"));
			status.setRollbackOnly();
		});
		this.backend.publish(envelope("chat", null, "next"));
		assertThat(this.inbox.nextPayload()).isEqualTo("next");
	}

	@Test
	void messagesSinceSavepointAreRolledBackWithIt() throws SQLException {
		transaction().executeWithoutResult((status) -> {
			this.backend.publish(envelope("chat", null, "before"));
			Object savepoint = status.createSavepoint();
			this.backend.publish(envelope("chat", null, "lost"));
			status.rollbackToSavepoint(savepoint);
			this.backend.publish(envelope("chat", null, "after"));
		});
		assertThat(this.inbox.nextPayload()).isEqualTo("before");
		assertThat(this.inbox.nextPayload()).isEqualTo("after");
	}

	@Test
	void messagesThatAreSentAfterCommitAreSent() throws SQLException {
		transaction().executeWithoutResult(
				(status) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						AbstractHubBackendTests.this.backend.publish(envelope("chat", null, "committed"));
					}

				}));
		assertThat(this.inbox.nextPayload()).isEqualTo("committed");
	}

	@Test
	void stopsAndStartsAgain() throws InterruptedException {
		this.backend.stop();
		this.backend.stop();
		this.backend.publish(envelope("chat", null, "missed"));
		Inbox again = new Inbox();
		this.backend.start(again);
		awaitReceiving(again);
		this.backend.publish(envelope("chat", null, "next"));
		assertThat(again.nextPayload()).isEqualTo("next");
		assertThat(this.inbox.received).isEmpty();
	}

	@Test
	void isStoppedBeforeItIsStarted() {
		HubBackend unused = newBackend();
		unused.stop();
		unused.publish(envelope("chat", null, "1"));
		assertThat(this.inbox.received).hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void slowSubscriberHoldsUpNobody() {
		RealtimeHub hub = new RealtimeHub(Set::of, MANY);
		hub.start();
		HubPublisher publisher = new HubPublisher(hub, Set.of("chat"), this.backend, String::valueOf);
		this.inbox.next = publisher;
		HubSubscription slow = hub.subscribe("chat", () -> {
		});
		HubSubscription fast = hub.subscribe("chat", () -> {
		});
		AtomicLong taken = new AtomicLong();
		for (int i = 1; i <= MANY + 1; i++) {
			publisher.publish("chat", i);
			if (i % 1000 == 1) {
				int published = i;
				await().until(() -> take(fast, taken) == published);
			}
		}
		assertThat(slow.poll()).isInstanceOf(HubMessage.Refresh.class);
		hub.stop();
	}

	private static long take(HubSubscription subscription, AtomicLong taken) {
		HubMessage message = subscription.poll();
		while (message != null) {
			assertThat(message).isInstanceOf(HubMessage.Message.class);
			taken.incrementAndGet();
			message = subscription.poll();
		}
		return taken.get();
	}

	private TransactionTemplate transaction() throws SQLException {
		return new TransactionTemplate(transactionManager());
	}

	/**
	 * Make a message.
	 * @param channel the name of its channel
	 * @param tenant its tenant
	 * @param payload its payload
	 * @return a message unlike any other
	 */
	protected final HubEnvelope envelope(String channel, String tenant, String payload) {
		return new HubEnvelope(new EventPosition(ORIGIN, this.ordinal.incrementAndGet()), channel, tenant, payload);
	}

	/**
	 * What has arrived.
	 */
	protected static final class Inbox implements HubBackend.Receiver {

		private final BlockingQueue<HubEnvelope> received = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> missed = new LinkedBlockingQueue<>();

		private volatile HubBackend.Receiver next;

		@Override
		public void received(HubEnvelope envelope) {
			this.received.add(envelope);
			if (this.next != null) {
				this.next.received(envelope);
			}
		}

		@Override
		public void missed(String reason) {
			this.missed.add(reason);
		}

		HubEnvelope next() throws InterruptedException {
			HubEnvelope next = this.received.poll(60, TimeUnit.SECONDS);
			assertThat(next).isNotNull();
			return next;
		}

		String nextPayload() {
			try {
				return next().payload();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		String nextMissed() throws InterruptedException {
			return this.missed.poll(60, TimeUnit.SECONDS);
		}

		boolean isEmpty() {
			return this.received.isEmpty();
		}

	}

}

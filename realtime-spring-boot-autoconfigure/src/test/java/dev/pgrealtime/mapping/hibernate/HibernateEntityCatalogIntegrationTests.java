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

package dev.pgrealtime.mapping.hibernate;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import org.hibernate.Interceptor;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Subselect;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.cfg.SessionEventSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeRegistry.Registration;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.HostConnection;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.mapping.TenantAttribute;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HibernateEntityCatalog}.
 */
class HibernateEntityCatalogIntegrationTests {

	private static final TestDatabase DATABASE = PostgresServer.newDatabase();

	private static final HostConnection NO_HOST = () -> {
		throw new IllegalStateException("Nothing to decode");
	};

	@Test
	void annotatedEntitiesAreFound() {
		List<RegisteredEntity> entities = entities(List.of(), Plain.class, Unregistered.class, Shop.Payment.class,
				Shop.CardPayment.class, Shop.CashPayment.class, FromSuperclass.class);
		assertThat(entities).extracting((entity) -> entity.model().name())
			.containsExactlyInAnyOrder("Plain", "Payment", "FromSuperclass");
		RegisteredEntity plain = find(entities, "Plain");
		assertThat(plain.model().channel()).isEqualTo("plain table");
		assertThat(plain.tables()).containsExactly(new TableName("shop", "plain table"));
		assertThat(plain.replicaIdentity()).isEqualTo(ReplicaIdentity.FULL);
		assertThat(plain.model().entityType()).isEqualTo(Plain.class);
		assertThat(plain.model().attributes()).containsExactly("id", "text");
		assertThat(find(entities, "Payment").tables()).containsExactly(new TableName(null, "payment"));
	}

	@Test
	void registrationByCodeReplacesTheAnnotation() {
		List<RegisteredEntity> entities = entities(
				List.of(Registration.of(Unregistered.class),
						Registration.of(Plain.class).withChannel("mine").withReplicaIdentity(ReplicaIdentity.DEFAULT)),
				Plain.class, Unregistered.class);
		assertThat(entities).hasSize(2);
		assertThat(find(entities, "Plain").model().channel()).isEqualTo("mine");
		assertThat(find(entities, "Plain").replicaIdentity()).isEqualTo(ReplicaIdentity.DEFAULT);
		assertThat(find(entities, "Unregistered").model().channel()).isEqualTo("unregistered");
	}

	@Test
	void annotatedSubclassOfAnUnregisteredRootCoversItselfOnly() {
		List<RegisteredEntity> entities = entities(List.of(), Vehicle.class, Car.class, Boat.class);
		assertThat(entities).singleElement().satisfies((entity) -> assertThat(entity.model().name()).isEqualTo("Car"));
	}

	@Test
	void subclassAloneNeedsFullIdentity() {
		assertFails("class of a deleted row",
				List.of(Registration.of(Car.class).withReplicaIdentity(ReplicaIdentity.DEFAULT)), Vehicle.class,
				Car.class, Boat.class);
	}

	@Test
	void abstractClassWithoutReferencesNeedsFullIdentity() {
		Class<?>[] types = { IncompleteRowsIntegrationTests.Fruit.class, IncompleteRowsIntegrationTests.Apple.class };
		assertThat(entities(List.of(Registration.of(types[0])), types)).hasSize(1);
		assertFails("neither its class",
				List.of(Registration.of(types[0]).withReplicaIdentity(ReplicaIdentity.DEFAULT)), types);
	}

	@Test
	void classThatIsNoEntityIsRefused() {
		assertFails("java.lang.String is registered but is no entity", List.of(Registration.of(String.class)),
				Plain.class);
	}

	@Test
	void embeddableIsRefused() {
		assertFails("is an embeddable", List.of(), HasPart.class);
	}

	@Test
	void unrelatedEntitiesOnOneTableAreRefused() {
		assertFails("are both registered and mapped to the table twin",
				List.of(Registration.of(TwinOne.class), Registration.of(TwinTwo.class).withChannel("other")),
				TwinOne.class, TwinTwo.class);
	}

	@Test
	void unregisteredEntityOnTheTableOfAnotherIsNoConcern() {
		assertThat(entities(List.of(Registration.of(TwinOne.class)), TwinOne.class, TwinTwo.class)).hasSize(1);
	}

	@Test
	void sameChannelIsRefused() {
		assertFails("have the same channel 'unregistered'",
				List.of(Registration.of(Unregistered.class), Registration.of(Plain.class).withChannel("unregistered")),
				Plain.class, Unregistered.class);
	}

	@Test
	void excludedAttributeMustExist() {
		assertFails("Plain has no attribute 'typo' to exclude",
				List.of(Registration.of(Plain.class).withExclude("typo")), Plain.class);
	}

	@Test
	void excludedAttributeMustNotIdentify() {
		assertFails("identifies it", List.of(Registration.of(Plain.class).withExclude("id")), Plain.class);
		assertFails("identifies it", List.of(Registration.of(Shop.Line.class).withExclude("id")), Shop.Line.class);
	}

	@Test
	void excludedAttributeMayBeThatOfASubclass() {
		assertThat(entities(List.of(Registration.of(Shop.Payment.class).withExclude("cardNumber")), Shop.Payment.class,
				Shop.CardPayment.class, Shop.CashPayment.class))
			.hasSize(1);
	}

	@Test
	void attributesThatNoEventKnowsAreTold() {
		assertThat(entities(List.of(), Observed.class)).singleElement()
			.satisfies((entity) -> assertThat(entity.unobservedAttributes()).containsExactlyInAnyOrder("secret",
					"formula", "labels", "children", "inverse"));
		assertThat(
				find(entities(List.of(), Shop.Payment.class, Shop.CardPayment.class, Shop.CashPayment.class), "Payment")
					.unobservedAttributes())
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "account, account, 7", "owner, owner, 8", "owner.id, owner, 8", "place.region, place, north",
			"id, id, 9", "level, level, GOLD" })
	void tenantIsReadOffTheEntity(String path, String root, String expected) {
		Let let = new Let();
		let.id = 9L;
		let.account = 7L;
		let.owner = new Unregistered();
		let.owner.id = 8L;
		let.place = new Place();
		let.place.region = "north";
		let.level = Level.GOLD;
		try (SessionFactory factory = MappingFixture.sessionFactory(MappingFixture.dataSource(DATABASE), false,
				Let.class, Unregistered.class)) {
			List<Registration> registrations = List.of(Registration.of(Let.class).withTenant(path));
			TenantAttribute tenant = Objects
				.requireNonNull(new HibernateEntityCatalog(factory, registrations, NO_HOST).entities().get(0).tenant());
			assertThat(tenant.path()).isEqualTo(path);
			assertThat(tenant.root()).isEqualTo(root);
			assertThat(tenant.reader().apply(let)).hasToString(expected).isInstanceOf(tenant.javaType());
			assertThat(tenant.reader().apply(new Let())).isNull();
		}
	}

	@Test
	void tenantNeedsTheOldRow() {
		Registration registration = Registration.of(Plain.class).withTenant("text");
		for (ReplicaIdentity wanted : List.of(ReplicaIdentity.FULL, ReplicaIdentity.DEFAULT)) {
			assertThat(
					entities(List.of(registration.withReplicaIdentity(wanted)), Plain.class).get(0).replicaIdentity())
				.isEqualTo(ReplicaIdentity.FULL);
		}
		assertThat(entities(List.of(registration.withReplicaIdentity(ReplicaIdentity.UNCHANGED)), Plain.class).get(0)
			.replicaIdentity()).isEqualTo(ReplicaIdentity.UNCHANGED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "typo", "owner.note", "place.typo", "account.id", "owner.", "place..region" })
	void tenantMustBeAnAttribute(String path) {
		assertFails("Let has no attribute '%s' to tell the tenant of a row".formatted(path),
				List.of(Registration.of(Let.class).withTenant(path)), Let.class, Unregistered.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "place", "since" })
	void tenantMustHaveOneTextForm(String path) {
		assertFails("The attribute '%s', which is to tell the tenant of Let, is of ".formatted(path),
				List.of(Registration.of(Let.class).withTenant(path)), Let.class, Unregistered.class);
	}

	@Test
	void tenantMustBeObserved() {
		assertFails("The attribute 'text', which is to tell the tenant of Plain, is excluded",
				List.of(Registration.of(Plain.class).withTenant("text").withExclude("text")), Plain.class);
		assertFails("'doubled', which is to tell the tenant of Let, is excluded or has no column",
				List.of(Registration.of(Let.class).withTenant("doubled")), Let.class, Unregistered.class);
	}

	@Test
	void joinedInheritanceHasTheTablesOfAllClasses() {
		assertThat(entities(List.of(), Joined.class, JoinedChild.class)).singleElement().satisfies((entity) -> {
			assertThat(entity.model().channel()).isEqualTo("joined");
			assertThat(entity.tables()).extracting(TableName::name).containsExactly("joined", "joined_child");
		});
	}

	@Test
	void joinedSubclassAloneIsRefused() {
		assertFails("has its rows in several tables", List.of(Registration.of(Leaf.class)), Trunk.class, Leaf.class);
	}

	@Test
	void subclassBesidesARootWithSecondaryTableIsRefused() {
		assertFails("the class of a row of", List.of(Registration.of(Tagged.class).withChannel("other")),
				Document.class, Signed.class, Tagged.class);
	}

	@Test
	void abstractJoinedClassWithoutReferencesIsRefused() {
		assertFails("nor enough to refer to it", List.of(), Branch.class, Twig.class);
	}

	@Test
	void secondaryTableIsOneOfTheTables() {
		assertThat(entities(List.of(), Split.class)).singleElement()
			.satisfies((entity) -> assertThat(entity.tables()).extracting(TableName::name)
				.containsExactly("split", "split_more"));
	}

	@Test
	void largeObjectIsRefusedUnlessExcluded() {
		assertFails("'content' of Scroll is a large object", List.of(), Scroll.class);
		assertThat(entities(List.of(Registration.of(Scroll.class).withExclude("content")), Scroll.class)).hasSize(1);
	}

	@Test
	void expressionThatReadsAColumnIsRefusedUnlessExcluded() {
		assertFails("'part' of Sealed is read by the expression upper(text)", List.of(), Sealed.class);
		assertThat(entities(List.of(Registration.of(Sealed.class).withExclude("part")), Sealed.class)).hasSize(1);
	}

	@Test
	void queryIsRefused() {
		assertFails("mapped to a query", List.of(), Summary.class);
	}

	@Test
	void tenantResolverThatKnowsNoTenantOutsideOfRequestsIsRefused() {
		for (Supplier<String> tenant : List.<Supplier<String>>of(() -> null, () -> {
			throw new IllegalStateException("No tenant");
		})) {
			assertThatExceptionOfType(MappingException.class).isThrownBy(() -> catalogOfTenant(tenant))
				.withMessageContaining("tenant")
				.satisfies((ex) -> assertThat(ex.action()).contains("CurrentTenantIdentifierResolver"));
		}
		List<RegisteredEntity> entities = catalogOfTenant(() -> "acme");
		assertThat(find(entities, "Owned").tenant()).isNotNull().extracting(TenantAttribute::path).isEqualTo("tenant");
		assertThat(find(entities, "Plain").tenant()).isNull();
	}

	private static List<RegisteredEntity> catalogOfTenant(Supplier<String> tenant) {
		CurrentTenantIdentifierResolver<String> resolver = new CurrentTenantIdentifierResolver<>() {

			@Override
			public String resolveCurrentTenantIdentifier() {
				return tenant.get();
			}

			@Override
			public boolean validateExistingCurrentSessions() {
				return false;
			}

		};
		try (SessionFactory factory = MappingFixture
			.configuration(MappingFixture.dataSource(DATABASE), false, Plain.class, Owned.class)
			.property(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, resolver)
			.property(SessionEventSettings.SESSION_SCOPED_INTERCEPTOR, (Supplier<Interceptor>) () -> {
				throw new IllegalStateException("No session of the application");
			})
			.createEntityManagerFactory()) {
			return new HibernateEntityCatalog(factory, List.of(), NO_HOST).entities();
		}
	}

	private static RegisteredEntity find(List<RegisteredEntity> entities, String name) {
		return entities.stream().filter((entity) -> entity.model().name().equals(name)).findFirst().orElseThrow();
	}

	private static void assertFails(String message, List<Registration> programmatic, Class<?>... types) {
		assertThatExceptionOfType(MappingException.class).isThrownBy(() -> entities(programmatic, types))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.action()).isNotBlank());
	}

	private static List<RegisteredEntity> entities(List<Registration> programmatic, Class<?>... types) {
		try (SessionFactory factory = MappingFixture.sessionFactory(MappingFixture.dataSource(DATABASE), false,
				types)) {
			return new HibernateEntityCatalog(factory, programmatic, NO_HOST).entities();
		}
	}

	@Entity(name = "Observed")
	@RealtimeEntity(exclude = "secret")
	static class Observed {

		@Id
		Long id;

		String text;

		String secret;

		@Formula("1")
		Integer formula;

		@ElementCollection
		Set<String> labels;

		@ManyToOne(fetch = FetchType.LAZY)
		Observed parent;

		@OneToMany(mappedBy = "parent")
		List<Observed> children;

		@OneToOne(fetch = FetchType.LAZY)
		Observed twin;

		@OneToOne(mappedBy = "twin")
		Observed inverse;

	}

	@Entity(name = "Plain")
	@RealtimeEntity
	@Table(schema = "Shop", name = "\"plain table\"")
	static class Plain {

		@Id
		Long id;

		String text;

	}

	@Entity(name = "Owned")
	@RealtimeEntity
	static class Owned {

		@Id
		Long id;

		@TenantId
		String tenant;

	}

	@Entity(name = "Let")
	static class Let {

		@Id
		Long id;

		Long account;

		@Formula("account * 2")
		Long doubled;

		LocalDate since;

		@ManyToOne(fetch = FetchType.LAZY)
		Unregistered owner;

		Place place;

		@Enumerated(EnumType.STRING)
		Level level;

	}

	@Embeddable
	static class Place {

		String region;

	}

	enum Level {

		GOLD

	}

	@Entity(name = "Unregistered")
	@Table(name = "Unregistered")
	static class Unregistered {

		@Id
		Long id;

	}

	@MappedSuperclass
	@RealtimeEntity
	static class Base {

		@Id
		Long id;

	}

	@Entity(name = "FromSuperclass")
	static class FromSuperclass extends Base {

	}

	@Entity(name = "Vehicle")
	static class Vehicle {

		@Id
		Long id;

	}

	@Entity(name = "Car")
	@RealtimeEntity
	static class Car extends Vehicle {

	}

	@Entity(name = "Boat")
	static class Boat extends Vehicle {

	}

	@Embeddable
	@RealtimeEntity
	static class Part {

		String text;

	}

	@Entity(name = "HasPart")
	static class HasPart {

		@Id
		Long id;

		@Embedded
		Part part;

	}

	@Entity(name = "TwinOne")
	@Table(name = "twin")
	static class TwinOne {

		@Id
		Long id;

	}

	@Entity(name = "TwinTwo")
	@Table(name = "twin")
	static class TwinTwo {

		@Id
		Long id;

	}

	@Entity(name = "Joined")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Joined {

		@Id
		Long id;

	}

	@Entity(name = "JoinedChild")
	static class JoinedChild extends Joined {

		String text;

	}

	@Entity(name = "Scroll")
	@RealtimeEntity
	static class Scroll {

		@Id
		Long id;

		@Lob
		String content;

	}

	@Entity(name = "Sealed")
	@RealtimeEntity
	static class Sealed {

		@Id
		Long id;

		@Embedded
		SealedPart part;

	}

	@Embeddable
	static class SealedPart {

		@ColumnTransformer(read = "upper(text)")
		String text;

	}

	@Entity(name = "Trunk")
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Trunk {

		@Id
		Long id;

	}

	@Entity(name = "Leaf")
	static class Leaf extends Trunk {

		String text;

	}

	@Entity(name = "Branch")
	@RealtimeEntity
	@IdClass(BranchId.class)
	@Inheritance(strategy = InheritanceType.JOINED)
	abstract static class Branch {

		@Id
		Long one;

		@Id
		Long two;

	}

	@Entity(name = "Twig")
	static class Twig extends Branch {

		String text;

	}

	record BranchId(Long one, Long two) {

	}

	@Entity(name = "Document")
	@RealtimeEntity
	static class Document {

		@Id
		Long id;

	}

	@Entity(name = "Signed")
	@SecondaryTable(name = "signature")
	static class Signed extends Document {

		@Column(table = "signature")
		String signature;

	}

	@Entity(name = "Tagged")
	static class Tagged extends Document {

	}

	@Entity(name = "Split")
	@RealtimeEntity
	@SecondaryTable(name = "split_more")
	static class Split {

		@Id
		Long id;

		@Column(table = "split_more")
		String text;

	}

	@Entity(name = "Summary")
	@RealtimeEntity
	@Subselect("select 1 as id")
	static class Summary {

		@Id
		Long id;

	}

}

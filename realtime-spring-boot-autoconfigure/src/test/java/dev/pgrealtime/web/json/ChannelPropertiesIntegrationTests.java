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

package dev.pgrealtime.web.json;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.Transient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;
import tools.jackson.databind.ser.std.ToStringSerializer;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterOutcome;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.InvalidFilterException;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChannelProperties} with the entities of a real persistence unit.
 */
class ChannelPropertiesIntegrationTests {

	private static final EntityModel<Account> ACCOUNT = SampleEvents.model(Account.class, "accounts");

	private static EntityManagerFactory entityManagerFactory;

	private final JsonMapper mapper = JsonMapper.builder()
		.filterProvider(new SimpleFilterProvider().addFilter("account",
				SimpleBeanPropertyFilter.serializeAllExcept("filtered")))
		.build();

	@BeforeAll
	static void createEntityManagerFactory() {
		TestDatabase database = PostgresServer.newDatabase();
		entityManagerFactory = new PersistenceConfiguration("filters").managedClass(Account.class)
			.managedClass(Business.class)
			.managedClass(Owner.class)
			.property("jakarta.persistence.jdbc.url", database.url())
			.property("jakarta.persistence.jdbc.user", database.username())
			.property("jakarta.persistence.jdbc.password", database.password())
			.property("jakarta.persistence.schema-generation.database.action", "create")
			.createEntityManagerFactory();
	}

	@AfterAll
	static void closeEntityManagerFactory() {
		entityManagerFactory.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "id=eq.1", "kilograms=eq.5", "paid=eq.true", "kind=eq.SAVINGS", "address.city=eq.Bonn",
			"address.owner=eq.7", "owner=eq.7", "company=eq.Acme" })
	void findsWhatIsSentByTheNameItIsSentWith(String filter) {
		assertThat(judge(filter, business())).isEqualTo(FilterOutcome.MATCHING);
		assertThat(judge(filter.replace("eq.", "neq."), business())).isEqualTo(FilterOutcome.NONE);
	}

	@Test
	void attributeOfSubclassIsNullInOthers() {
		assertThat(judge("company=is.null", account())).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void readsIdentifiersOfUninitializedReferences() {
		Account account = account();
		try (EntityManager entityManager = entityManagerFactory.createEntityManager()) {
			account.owner = entityManager.getReference(Owner.class, 42L);
		}
		assertThat(judge("owner=eq.42", account)).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void readsIdentifierOfEntityThatIsItselfReference() {
		Account reference;
		try (EntityManager entityManager = entityManagerFactory.createEntityManager()) {
			reference = entityManager.getReference(Account.class, 42L);
		}
		assertThat(judge("id=eq.42", reference)).isEqualTo(FilterOutcome.MATCHING);
	}

	@Test
	void unknownAttributeIsRecognisedByItsNameInTheEntity() {
		EntityInserted<Account> event = new EntityInserted<>(SampleEvents.metadata(ACCOUNT, 1),
				new EntityImage<>(account(), Set.of("weight")), 1L);
		assertThat(parser(this.mapper).parse("accounts", List.of("kilograms=eq.5")).judge(event))
			.isEqualTo(FilterOutcome.NONE);
	}

	@Test
	void comparesWithWhatIsSentNotWithWhatIsBehindIt() {
		Account account = account();
		account.iban = "DE02120300000000202051";
		assertThat(judge("iban=eq.*2051", account)).isEqualTo(FilterOutcome.MATCHING);
		assertThat(judge("iban=like.DE*", account)).isEqualTo(FilterOutcome.NONE);
	}

	@Test
	void failingGetterTellsNothing() {
		Account account = account();
		account.weight = -1;
		assertThat(judge("kilograms=lt.0", account)).isEqualTo(FilterOutcome.NONE);
		assertThat(judge("kilograms=not.lt.0", account)).isEqualTo(FilterOutcome.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "filtered", "masked", "excluded", "writeOnly", "weight", "computed", "note",
			"items", "owner.name", "address", "class", "absent", "size", "width" })
	void answersHiddenAttributeLikeUnknownOne(String name) {
		assertThatExceptionOfType(InvalidFilterException.class).isThrownBy(() -> judge(name + "=is.null", account()))
			.withMessage(
					"Filter '%s=is.null' is not valid: there is no attribute '%s' to filter by".formatted(name, name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "filtered", "excluded", "writeOnly", "weight", "width", "absent" })
	void refusesToSelectHiddenAttributeLikeUnknownOne(String name) {
		JsonEventEncoder encoder = encoder(this.mapper);
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.select("accounts", Set.of("id", name)))
			.withMessage("There is no attribute '%s' to select".formatted(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "id", "kilograms", "masked", "computed", "address", "owner", "company" })
	void selectsWhateverIsSent(String name) {
		assertThat(encoder(this.mapper).select("accounts", Set.of(name))).isNotNull();
	}

	@Test
	void honoursNamingStrategy() {
		JsonMapper snake = this.mapper.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		assertThat(encoder(snake).attributes().find("accounts", "account_number")).isNotNull();
		assertThat(encoder(snake).attributes().find("accounts", "accountNumber")).isNull();
	}

	@Test
	void findsSameAttributeEachTime() {
		JsonEventEncoder encoder = encoder(this.mapper);
		assertThat(encoder.attributes().find("accounts", "id")).isNotNull()
			.isSameAs(encoder.attributes().find("accounts", "id"));
		assertThat(encoder.attributes().find("nowhere", "id")).isNull();
	}

	@Test
	void entityThatCannotBeWrittenHasNone() {
		assertThat(encoder(JsonMapper.shared()).attributes().find("accounts", "id")).isNull();
	}

	private FilterOutcome judge(String filter, Account account) {
		return parser(this.mapper).parse("accounts", List.of(filter)).judge(SampleEvents.inserted(ACCOUNT, account, 1));
	}

	private static FilterParser parser(JsonMapper mapper) {
		return new FilterParser(encoder(mapper).attributes(), FilterLimits.DEFAULT);
	}

	private static JsonEventEncoder encoder(JsonMapper mapper) {
		return new JsonEventEncoder(mapper, entityManagerFactory,
				() -> List.of(new SentEntity("accounts", Account.class, Set.of("excluded"))));
	}

	private static Account account() {
		return fill(new Account());
	}

	private static Business business() {
		Business business = fill(new Business());
		business.company = "Acme";
		return business;
	}

	private static <T extends Account> T fill(T result) {
		Account account = result;
		Owner owner = new Owner();
		owner.id = 7L;
		account.id = 1L;
		account.weight = 5;
		account.isPaid = true;
		account.kind = Kind.SAVINGS;
		account.owner = owner;
		account.address = new Address();
		account.address.city = "Bonn";
		account.address.owner = owner;
		return result;
	}

	enum Kind {

		SAVINGS, CURRENT

	}

	@Entity(name = "Account")
	@JsonFilter("account")
	public static class Account {

		@Id
		public Long id;

		public Kind kind;

		public String accountNumber;

		@JsonIgnore
		public String secret;

		public String filtered;

		@JsonSerialize(using = ToStringSerializer.class)
		public String masked;

		public String excluded;

		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		public String writeOnly;

		private int weight;

		private boolean isPaid;

		private String note;

		private String iban;

		@ManyToOne(fetch = FetchType.LAZY)
		public Owner owner;

		@OneToMany(mappedBy = "account")
		public List<Owner> items;

		@Embedded
		public Address address;

		@Embedded
		@JsonUnwrapped
		public Size size;

		@Transient
		public String computed;

		public boolean isPaid() {
			return this.isPaid;
		}

		public String getIban() {
			return (this.iban != null) ? "*" + this.iban.substring(this.iban.length() - 4) : null;
		}

		@JsonProperty("kilograms")
		public int getWeight() {
			if (this.weight < 0) {
				throw new IllegalStateException("negative");
			}
			return this.weight;
		}

	}

	@Entity(name = "Business")
	public static class Business extends Account {

		public String company;

	}

	@Entity(name = "Owner")
	public static class Owner {

		@Id
		public Long id;

		public String name;

		@ManyToOne(fetch = FetchType.LAZY)
		public Account account;

	}

	@Embeddable
	public static class Address {

		public String city;

		@ManyToOne(fetch = FetchType.LAZY)
		@JoinColumn(name = "address_owner")
		public Owner owner;

	}

	@Embeddable
	public static class Size {

		@Column(name = "width")
		public int width;

	}

}

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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JsonEventEncoder} with the entities of a real persistence unit.
 */
class JsonEventEncoderIntegrationTests {

	private static final EntityModel<Parcel> PARCEL = SampleEvents.model(Parcel.class, "parcels");

	private static EntityManagerFactory entityManagerFactory;

	private final JsonMapper mapper = JsonMapper.builder().build();

	@BeforeAll
	static void createEntityManagerFactory() {
		TestDatabase database = PostgresServer.newDatabase();
		entityManagerFactory = new PersistenceConfiguration("json").managedClass(Person.class)
			.managedClass(Parcel.class)
			.managedClass(Route.class)
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

	@Test
	void writesUpdateWithBothImages() {
		EntityUpdated<Parcel> event = new EntityUpdated<>(SampleEvents.metadata(PARCEL, 3),
				new EntityImage<>(parcel("old"), Set.of()), new EntityImage<>(parcel("new"), Set.of()), 1L,
				Set.of("note"), Set.of());
		JsonNode json = write(event);
		assertThat(json.propertyNames()).containsExactly("model", "action", "old", "new", "changed", "position",
				"commitTimestamp");
		assertThat(json.at("/model").asString()).isEqualTo("Parcel");
		assertThat(json.at("/action").asString()).isEqualTo("UPDATE");
		assertThat(json.at("/old/note").asString()).isEqualTo("old");
		assertThat(json.at("/new/note").asString()).isEqualTo("new");
		assertThat(json.at("/changed")).hasSize(1).first().extracting(JsonNode::asString).isEqualTo("note");
		assertThat(json.at("/position").asString()).isEqualTo("0/1A:3");
		assertThat(json.at("/commitTimestamp").asString()).isEqualTo("2026-01-02T03:04:05.678901Z");
	}

	@Test
	void marksRowThatLeaves() {
		JsonEventEncoder encoder = encoder(this.mapper);
		RealtimeEvent<Parcel> event = SampleEvents.inserted(PARCEL, parcel("text"), 1);
		assertThat(this.mapper.readTree(encoder.encodeLeaving(event)).at("/leaves").asBoolean()).isTrue();
		assertThat(this.mapper.readTree(encoder.encode(event)).has("leaves")).isFalse();
	}

	@Test
	void marksRowThatLeavesWithoutTheNewOne() {
		JsonNode json = this.mapper
			.readTree(encoder(this.mapper).encodeLeaving(new EntityDeleted<>(SampleEvents.metadata(PARCEL, 1),
					new EntityImage<>(parcel("old"), Set.of()), null, false)));
		assertThat(json.at("/action").asString()).isEqualTo("UPDATE");
		assertThat(json.at("/leaves").asBoolean()).isTrue();
		assertThat(json.at("/old/note").asString()).isEqualTo("old");
		assertThat(json.at("/new").isNull()).isTrue();
		assertThat(json.at("/changed")).isEmpty();
	}

	@Test
	void writesSelectedPropertiesOfBothImages() {
		EventEncoder encoder = encoder(this.mapper).select("parcels", Set.of("id", "kilograms", "route"));
		Parcel before = parcel("old");
		before.route = new Route();
		before.route.note = "by sea";
		JsonNode json = this.mapper.readTree(encoder.encodeLeaving(
				new EntityUpdated<>(SampleEvents.metadata(PARCEL, 3), new EntityImage<>(before, Set.of("weight")),
						new EntityImage<>(parcel("new"), Set.of()), 1L, Set.of("note", "weight"), Set.of())));
		assertThat(json.at("/old").propertyNames()).containsExactlyInAnyOrder("id", "route");
		assertThat(json.at("/old/route/note").asString()).isEqualTo("by sea");
		assertThat(json.at("/new").propertyNames()).containsExactlyInAnyOrder("id", "kilograms", "route");
		assertThat(json.at("/changed").valueStream().map(JsonNode::asString)).containsExactly("kilograms");
		assertThat(json.at("/leaves").asBoolean()).isTrue();
	}

	@Test
	void encodersOfSameSelectionAreEqual() {
		JsonEventEncoder encoder = encoder(this.mapper);
		EventEncoder expected = encoder.select("parcels", Set.of("id", "note"));
		assertThat(encoder.select("parcels", Set.of("note", "id"))).isEqualTo(expected).hasSameHashCodeAs(expected);
		assertThat(encoder.select("parcels", Set.of("id"))).isNotEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "weight", "absent", "width", "" })
	void refusesToSelectWhatIsNotWritten(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> encoder(this.mapper).select("parcels", Set.of(name)))
			.withMessage("There is no attribute '%s' to select".formatted(name));
	}

	@Test
	void writesNullForMissingImages() {
		JsonNode json = write(new TableTruncated<>(SampleEvents.metadata(PARCEL, 1), false, false));
		assertThat(json.at("/old").isNull()).isTrue();
		assertThat(json.at("/new").isNull()).isTrue();
		assertThat(json.at("/changed")).isEmpty();
	}

	@Test
	void leavesOutUnknownAttributes() {
		Parcel parcel = parcel("text");
		parcel.route = new Route();
		parcel.route.note = "by sea";
		JsonNode json = write(new EntityDeleted<>(SampleEvents.metadata(PARCEL, 1),
				new EntityImage<>(parcel, Set.of("note", "weight", "items")), 1L, false));
		assertThat(json.at("/old").has("note")).isFalse();
		assertThat(json.at("/old").has("kilograms")).isFalse();
		assertThat(json.at("/old").has("items")).isFalse();
		assertThat(json.at("/old/route/note").asString()).isEqualTo("by sea");
	}

	@Test
	void writesUninitializedProxyAsIdentifier() {
		Parcel parcel = parcel("text");
		try (EntityManager entityManager = entityManagerFactory.createEntityManager()) {
			parcel.sender = entityManager.getReference(Person.class, 42L);
		}
		parcel.route = new Route();
		parcel.route.carrier = parcel.sender;
		JsonNode json = write(SampleEvents.inserted(PARCEL, parcel, 1));
		assertThat(json.at("/new/sender").asInt()).isEqualTo(42);
		assertThat(json.at("/new/route/carrier").asInt()).isEqualTo(42);
	}

	@Test
	void writesCyclesAsIdentifiers() {
		Parcel parcel = parcel("text");
		parcel.sender = new Person();
		parcel.sender.id = 7L;
		parcel.sender.parcels.add(parcel);
		parcel.returnOf = parcel;
		JsonNode json = write(SampleEvents.inserted(PARCEL, parcel, 1));
		assertThat(json.at("/new/sender").asInt()).isEqualTo(7);
		assertThat(json.at("/new/returnOf").asInt()).isEqualTo(1);
		assertThat(json.at("/new/receiver").isNull()).isTrue();
	}

	@Test
	void namesChangedAttributesAsTheyAreWritten() {
		EntityUpdated<Parcel> event = new EntityUpdated<>(SampleEvents.metadata(PARCEL, 1), null,
				new EntityImage<>(parcel("text"), Set.of()), 1L, Set.of("weight", "secret", "returnOf"), Set.of());
		JsonNode json = write(event,
				this.mapper.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build());
		assertThat(json.at("/changed").valueStream().map(JsonNode::asString)).containsExactly("kilograms", "return_of");
		assertThat(json.at("/new").has("secret")).isFalse();
		assertThat(json.at("/new").has("return_of")).isTrue();
	}

	@Test
	void recognisesAttributeWhoseGetterNamesItDifferently() {
		EntityUpdated<Parcel> event = new EntityUpdated<>(SampleEvents.metadata(PARCEL, 1),
				new EntityImage<>(parcel("old"), Set.of("isFragile", "xCoordinate")),
				new EntityImage<>(parcel("new"), Set.of()), 1L, Set.of("isFragile", "xCoordinate"), Set.of());
		JsonNode json = write(event);
		assertThat(json.at("/old").propertyStream().map((property) -> property.getKey().toLowerCase(Locale.ROOT)))
			.doesNotContain("fragile", "isfragile", "xcoordinate");
		List<String> changed = json.at("/changed").valueStream().map(JsonNode::asString).toList();
		assertThat(changed).hasSize(2);
		assertThat(json.at("/new").propertyNames()).containsAll(changed);
	}

	@Test
	void honoursInclusionAndFiltersOfApplication() {
		JsonMapper application = this.mapper.rebuild()
			.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
			.filterProvider(new SimpleFilterProvider().addFilter("person",
					SimpleBeanPropertyFilter.serializeAllExcept("nickname")))
			.build();
		Person person = new Person();
		person.id = 1L;
		person.nickname = "Joe";
		JsonNode json = write(SampleEvents.inserted(SampleEvents.model(Person.class, "people"), person, 1),
				application);
		assertThat(json.at("/new").has("nickname")).isFalse();
		assertThat(json.at("/new").has("name")).isFalse();
		assertThat(json.at("/new/id").asInt()).isEqualTo(1);
	}

	@Test
	void staysOnOneLine() {
		Parcel parcel = parcel("text");
		parcel.raw = "{\n\"a\":\r\n1}";
		byte[] json = encoder(this.mapper.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build())
			.encode(SampleEvents.inserted(PARCEL, parcel, 1));
		assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n", "\r").contains("\"a\":");
		assertThat(this.mapper.readTree(json).at("/new/raw/a").asInt()).isEqualTo(1);
	}

	@Test
	void failsWhenGetterFails() {
		Parcel parcel = parcel("text");
		parcel.weight = -1;
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> encoder(this.mapper).encode(SampleEvents.inserted(PARCEL, parcel, 1)))
			.withMessageContaining("negative");
	}

	@Test
	void serializerLetsApplicationWriteEventsTheSameWay() {
		JsonEventEncoder encoder = encoder(this.mapper);
		JacksonModule module = new SimpleModule("realtime").addSerializer(new RealtimeEventSerializer(() -> encoder));
		RealtimeEvent<?> event = SampleEvents.inserted(PARCEL, parcel("text"), 1);
		JsonMapper application = this.mapper.rebuild().addModule(module).build();
		String expected = new String(encoder.encode(event), StandardCharsets.UTF_8);
		assertThat(application.writeValueAsString(event)).isEqualTo(expected);
		assertThat(application.writeValueAsString(Map.of("event", List.of(event))))
			.isEqualTo("{\"event\":[" + expected + "]}");
	}

	private JsonNode write(RealtimeEvent<?> event) {
		return write(event, this.mapper);
	}

	private JsonNode write(RealtimeEvent<?> event, JsonMapper application) {
		return this.mapper.readTree(encoder(application).encode(event));
	}

	private static JsonEventEncoder encoder(JsonMapper mapper) {
		return new JsonEventEncoder(mapper, entityManagerFactory,
				() -> List.of(new SentEntity("parcels", Parcel.class, Set.of())));
	}

	private static Parcel parcel(String note) {
		Parcel parcel = new Parcel();
		parcel.id = 1L;
		parcel.note = note;
		return parcel;
	}

	@Entity(name = "Person")
	@JsonFilter("person")
	public static class Person {

		@Id
		public Long id;

		public String name;

		public String nickname;

		@OneToMany(mappedBy = "sender")
		public List<Parcel> parcels = new ArrayList<>();

	}

	@Entity(name = "Parcel")
	public static class Parcel {

		@Id
		public Long id;

		public String note;

		@JsonIgnore
		public String secret = "secret";

		@JsonRawValue
		public String raw;

		private int weight;

		private boolean isFragile;

		private int xCoordinate;

		@ManyToOne(fetch = FetchType.LAZY)
		public Person sender;

		@ManyToOne(fetch = FetchType.LAZY)
		public Person receiver;

		@ManyToOne(fetch = FetchType.LAZY)
		public Parcel returnOf;

		@OneToMany(mappedBy = "returnOf")
		public List<Parcel> items = new ArrayList<>();

		@Embedded
		public Route route;

		@Embedded
		@JsonUnwrapped(prefix = "size_")
		public Size size;

		public boolean isFragile() {
			return this.isFragile;
		}

		public int getXCoordinate() {
			return this.xCoordinate;
		}

		@JsonProperty("kilograms")
		public int getWeight() {
			if (this.weight < 0) {
				throw new IllegalStateException("negative");
			}
			return this.weight;
		}

	}

	@Embeddable
	public static class Route {

		@Column(name = "route_note")
		public String note;

		@ManyToOne(fetch = FetchType.LAZY)
		public Person carrier;

	}

	@Embeddable
	public static class Size {

		public int width = 3;

	}

}

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

package dev.pgrealtime.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metadata of the configuration properties, which editors show, and the reference
 * that is made of it.
 */
class ConfigurationMetadataTests {

	private static final Path REFERENCE = Path.of("..", "docs", "reference", "properties.md");

	/**
	 * Properties whose default is no constant.
	 */
	private static final Set<String> WITHOUT_DEFAULT = Set.of("realtime.authorization.rls-role",
			"realtime.authorization.rls-anonymous-role", "realtime.backfill.rows-per-second",
			"realtime.connection.password", "realtime.connection.url", "realtime.connection.username",
			"realtime.hub.channels", "realtime.hub.notify-channel", "realtime.publication.name",
			"realtime.slot.max-retained", "realtime.slot.name", "realtime.tenant.from",
			"realtime.web.cors.allowed-origin-patterns", "realtime.web.cors.allowed-origins",
			"realtime.web.exposure.exclude", "realtime.web.exposure.include");

	static List<Property> properties() throws IOException {
		try (InputStream metadata = Files
			.newInputStream(Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json"))) {
			return JsonMapper.shared()
				.readTree(metadata)
				.get("properties")
				.valueStream()
				.map(Property::of)
				.sorted(Comparator.comparing(Property::name))
				.toList();
		}
	}

	static List<Property> ownProperties() throws IOException {
		return properties().stream().filter((property) -> property.name().startsWith("realtime.")).toList();
	}

	@ParameterizedTest
	@MethodSource("properties")
	void isDescribedInASentence(Property property) {
		assertThat(property.description()).endsWith(".").doesNotStartWith("The ").doesNotStartWith("A ");
		assertThat(property.description().charAt(0)).matches(Character::isUpperCase);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void startsWithWhetherIfItIsABoolean(Property property) {
		assertThat(property.description().startsWith("Whether ")).isEqualTo(property.type().equals("Boolean"));
	}

	@ParameterizedTest
	@MethodSource("ownProperties")
	void hasTheDefaultOfTheCode(Property property) {
		assertThat(property.defaultValue() == null).isEqualTo(WITHOUT_DEFAULT.contains(property.name()));
	}

	@Test
	void referenceIsUpToDate() throws IOException {
		String reference = reference();
		if (Boolean.getBoolean("update.reference")) {
			Files.createDirectories(REFERENCE.getParent());
			Files.writeString(REFERENCE, reference);
		}
		assertThat(REFERENCE)
			.as("Update it with: mvn -pl realtime-spring-boot-autoconfigure test "
					+ "-Dtest=ConfigurationMetadataTests -Dupdate.reference=true")
			.hasContent(reference);
	}

	private static String reference() throws IOException {
		return """
				# Configuration properties

				Generated from the metadata that editors show too. Durations are written like `500ms`, `10s` or `1m`,
				sizes like `512KB` or `8MB`.

				| Name | Type | Default | Description |
				|---|---|---|---|
				%s
				""".formatted(properties().stream().map(Property::row).collect(Collectors.joining("\n")));
	}

	record Property(String name, String type, @Nullable String defaultValue, String description) {

		private static Property of(JsonNode node) {
			return new Property(node.get("name").asString(), describe(node.get("type").asString()),
					node.has("defaultValue") ? node.get("defaultValue").asString() : null,
					node.path("description").asString());
		}

		private static String describe(String type) {
			if (ClassUtils.isPresent(type, null)) {
				Object[] constants = ClassUtils.resolveClassName(type, null).getEnumConstants();
				if (constants != null) {
					return Arrays.stream(constants)
						.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
						.collect(Collectors.joining("`, `"));
				}
			}
			return type.replaceAll("[a-zA-Z.]+\\.", "");
		}

		private String row() {
			return "| `%s` | `%s` | %s | %s |".formatted(this.name, this.type,
					(this.defaultValue != null) ? "`" + this.defaultValue + "`" : "", this.description);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}

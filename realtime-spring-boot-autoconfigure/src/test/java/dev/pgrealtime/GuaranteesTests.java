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

package dev.pgrealtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what {@code docs/guarantees.md} promises to tests that exist.
 */
class GuaranteesTests {

	private static final Path GUARANTEES = Path.of("..", "docs", "guarantees.md");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
		.importPackages("dev.pgrealtime");

	static Stream<String> promises() throws IOException {
		return rows().map((row) -> row.get(0));
	}

	static Stream<String> tests() throws IOException {
		return TEST.matcher(Files.readString(GUARANTEES))
			.results()
			.map(MatchResult::group)
			.map((test) -> test.replace("`", ""))
			.distinct();
	}

	private static Stream<List<String>> rows() throws IOException {
		return Files.readAllLines(GUARANTEES)
			.stream()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| what "))
			.map((line) -> List.of(line.substring(2).split(" \\| ?")));
	}

	@Test
	void thereArePromises() throws IOException {
		assertThat(promises()).hasSizeGreaterThan(30).doesNotHaveDuplicates();
	}

	@Test
	void everyPromiseIsHeldByATest() throws IOException {
		assertThat(rows()).allSatisfy((row) -> assertThat(row.get(row.size() - 1)).containsPattern(TEST));
	}

	@ParameterizedTest
	@MethodSource("tests")
	void theTestExists(String test) {
		int dot = test.indexOf('.');
		assertThat(CLASSES.stream()
			.filter((type) -> type.getSimpleName().equals(test.substring(0, dot)))
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.getName().equals(test.substring(dot + 1)))).as("methods that are tests")
			.anyMatch((method) -> method.isMetaAnnotatedWith(Testable.class));
	}

}

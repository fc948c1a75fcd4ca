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

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.TimeZone;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the packages of the jar to their architecture.
 */
class ArchitectureTests {

	private static final String API = "dev.pgrealtime";

	private static final String PGOUTPUT = "dev.pgrealtime.pgoutput..";

	private static final String REPLICATION = "dev.pgrealtime.replication..";

	private static final String DELIVERY = "dev.pgrealtime.delivery";

	private static final String DELIVERY_JDBC = "dev.pgrealtime.delivery.jdbc..";

	private static final String MAPPING = "dev.pgrealtime.mapping..";

	private static final String HUB = "dev.pgrealtime.hub..";

	private static final String BACKEND = "dev.pgrealtime.backend..";

	private static final String ROW_SECURITY = "dev.pgrealtime.rowsecurity..";

	private static final String PIPELINE = "dev.pgrealtime.pipeline..";

	private static final String BACKFILL = "dev.pgrealtime.backfill..";

	private static final String WEB = "dev.pgrealtime.web..";

	private static final String TEST = "dev.pgrealtime.test..";

	private static final String AUTOCONFIGURE = "dev.pgrealtime.autoconfigure..";

	/**
	 * Who tells the time to the server, to health and meters, or with parked events, or
	 * compares it with the end of an authentication.
	 */
	private static final String TELLS_THE_TIME = ".*[.](ReplicationWorker|ReplicationStream|StreamMonitor|Heartbeat|DeliveryClock|"
			+ "EventListeners|StreamAuthorizer|UndecodableChanges|JdbcParkedEvents|ParkedEventOperations)([$].*)?";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.pgrealtime");

	static Stream<Arguments> packagesAndWhatTheyMayDependOn() {
		return Stream.of(Arguments.of(API, new String[0]), Arguments.of(PGOUTPUT, new String[] { API }),
				Arguments.of(REPLICATION, new String[] { API, PGOUTPUT }),
				Arguments.of(DELIVERY, new String[] { API, REPLICATION }),
				Arguments.of(DELIVERY_JDBC, new String[] { API, PGOUTPUT, REPLICATION, DELIVERY, MAPPING }),
				Arguments.of(MAPPING, new String[] { API, PGOUTPUT }), Arguments.of(HUB, new String[] { API }),
				Arguments.of(BACKEND, new String[] { API, REPLICATION, HUB }),
				Arguments.of(ROW_SECURITY, new String[] { API, HUB }),
				Arguments.of(PIPELINE,
						new String[] { API, PGOUTPUT, REPLICATION, DELIVERY, MAPPING, HUB, ROW_SECURITY }),
				Arguments.of(BACKFILL, new String[] { API, PGOUTPUT, REPLICATION, DELIVERY, MAPPING, PIPELINE }),
				Arguments.of(WEB, new String[] { API, HUB, ROW_SECURITY }), Arguments.of(TEST, new String[] { API }));
	}

	@ParameterizedTest
	@MethodSource("packagesAndWhatTheyMayDependOn")
	void packageDependsOnItsAllowedNeighboursOnly(String dependent, String[] allowed) {
		String[] reachable = Stream.concat(Stream.of(dependent), Arrays.stream(allowed)).toArray(String[]::new);
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(dependent)
			.should()
			.dependOnClassesThat(
					Predicates.resideInAPackage("dev.pgrealtime..").and(Predicates.resideOutsideOfPackages(reachable)))
			.because("a change flows one way, and a node without a slot can feed its hub from elsewhere"));
	}

	@Test
	void packagesAreFreeOfCycles() {
		check(SlicesRuleDefinition.slices()
			.assignedFrom(eachPackage())
			.should()
			.beFreeOfCycles()
			.because("a cycle of packages is one package that nobody can read on its own"));
	}

	@Test
	void apiDependsOnTheJdkJSpecifySpringAndReactorOnly() {
		check(ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(API)
			.should()
			.onlyDependOnClassesThat(Predicates.resideInAnyPackage(API, "java..", "org.jspecify..",
					"org.springframework.core..", "org.springframework.context..", "reactor.core.publisher"))
			.because("applications compile against it"));
	}

	@Test
	void pgoutputDependsOnTheJdkAndLsnOnly() {
		check(ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(PGOUTPUT)
			.should()
			.onlyDependOnClassesThat(Predicates.resideInAnyPackage(PGOUTPUT, "java..", "org.jspecify..")
				.or(Predicates.equivalentTo(Lsn.class)))
			.because("a decoder turns bytes into values and knows nobody"));
	}

	@Test
	void driverIsUsedByReplicationAndMappingOnly() {
		checkUsers("org.postgresql..", "the rest works on messages and entities, however they came", REPLICATION,
				MAPPING);
	}

	@Test
	void hibernateIsUsedByItsMappingOnly() {
		checkUsers("org.hibernate..", "the next version of Hibernate shall change one package",
				"dev.pgrealtime.mapping.hibernate..");
	}

	@Test
	void hibernateInternalsAreNotUsed() {
		check(ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.hibernate..internal..")
			.because("they change without notice"));
	}

	@Test
	void reactorIsUsedByReactivePackagesAndTheStreamFacadeOnly() {
		checkUsers("reactor..", "it is optional at run time", "..reactive..", API);
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(API)
			.and()
			.doNotHaveFullyQualifiedName(RealtimeStreams.class.getName())
			.should()
			.dependOnClassesThat()
			.resideInAPackage("reactor..")
			.because("it is optional at run time"));
	}

	@Test
	void servletApiIsUsedByServletPackagesOnly() {
		checkUsers("jakarta.servlet..", "it is optional at run time", "..servlet..");
	}

	@Test
	void springSecurityIsUsedByItsPackageOnly() {
		checkUsers("org.springframework.security..", "it is optional at run time", "dev.pgrealtime.web.security..");
	}

	@Test
	void rowSecurityIsUsedByThePipelineAndSecurityOnly() {
		checkUsers(ROW_SECURITY, "a stream does not know why it shows a row", ROW_SECURITY, PIPELINE,
				"dev.pgrealtime.web.security..");
	}

	@Test
	void testLibrariesAreUsedByTheTestSupportOnly() {
		checkUsers("org.springframework.test..", "applications run without them", TEST);
		checkUsers("org.assertj..", "applications run without it", TEST);
		checkUsers(TEST, "it is there for the tests of applications", TEST);
	}

	@Test
	void springBootIsUsedByAutoConfigurationOnly() {
		checkUsers("org.springframework.boot..", "the parts are put together by Boot but work without it");
	}

	@Test
	void autoConfigurationIsUsedByNobody() {
		checkUsers(AUTOCONFIGURE, "it knows all parts, and none of them knows it");
	}

	@Test
	void everyPackageIsNullMarked() {
		check(ArchRuleDefinition.classes()
			.should(ArchConditions.be(DescribedPredicate.describe("in a @NullMarked package",
					(type) -> type.getPackage().isAnnotatedWith(NullMarked.class))))
			.because("what may be null is said, and the rest is not"));
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		check(ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.because("applications name them, to exclude or order them, and do nothing else with them"));
	}

	@Test
	void autoConfigurationsHaveNoPublicMembers() {
		check(ArchRuleDefinition.methods()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.because("bean methods are no API"));
		check(ArchRuleDefinition.fields()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.because("constants are no API either"));
		check(ArchRuleDefinition.constructors()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.and(DescribedPredicate.describe("take arguments",
					(constructor) -> !constructor.getRawParameterTypes().isEmpty()))
			.should()
			.bePackagePrivate()
			.because("the container calls them"));
	}

	@Test
	void beanMethodsAreNotPrivate() {
		check(ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.notBePrivate()
			.because("ahead-of-time processing calls them"));
	}

	@Test
	void nobodySleeps() {
		check(ArchRuleDefinition.noClasses()
			.should()
			.callMethod(Thread.class, "sleep", long.class)
			.orShould()
			.callMethod(Thread.class, "sleep", long.class, int.class)
			.because("a wait ends when the application stops"));
	}

	@Test
	void timeIsReadFromAClockThatIsHandedIn() {
		check(ArchRuleDefinition.noClasses()
			.should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(Instant.class, "now")
			.because("the worker runs under a virtual clock too"));
	}

	@Test
	void theTimeOfDayDecidesNothing() {
		String reason = "a clock that is set, or a time zone that changes, must not disturb a stream";
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(AUTOCONFIGURE)
			.and()
			.haveNameNotMatching(TELLS_THE_TIME)
			.should()
			.dependOnClassesThat(Predicates.equivalentTo(Clock.class))
			.because(reason));
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(MAPPING)
			.should()
			.callMethod(ZoneId.class, "systemDefault")
			.orShould()
			.callMethod(TimeZone.class, "getDefault")
			.because(reason));
	}

	@Test
	void classesAreFound() {
		assertThat(CLASSES.contain(RealtimeEvent.class)).isTrue();
		assertThat(CLASSES.contain(getClass())).isFalse();
	}

	private static void checkUsers(String used, String reason, String... users) {
		DescribedPredicate<JavaClass> strangers = Predicates.resideOutsideOfPackages(users)
			.and(Predicates.resideOutsideOfPackages(AUTOCONFIGURE));
		check(ArchRuleDefinition.noClasses()
			.that(strangers)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(used)
			.because(reason));
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(CLASSES);
	}

	private static SliceAssignment eachPackage() {
		return new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				return SliceIdentifier.of(type.getPackageName());
			}

			@Override
			public String getDescription() {
				return "each package";
			}

		};
	}

}

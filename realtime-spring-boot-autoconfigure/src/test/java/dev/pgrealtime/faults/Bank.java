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

package dev.pgrealtime.faults;

import java.util.List;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

/**
 * The application to which things happen: it has one entity, {@link Account}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Bank {

	private static final String ROWS = "SELECT id, concat_ws(' ', owner, version, coalesce(note, 'nothing')) FROM account";

	@Bean
	PersistenceManagedTypes managedTypes() {
		return PersistenceManagedTypes.of(Account.class.getName());
	}

	/**
	 * Create the table of the application, and an oracle that knows what is in it.
	 * @param database the database
	 * @return an oracle for the applications that will run on the database
	 */
	public static StateOracle found(TestDatabase database) {
		database.execute(Account.TABLE);
		return oracle(database);
	}

	/**
	 * Create an oracle for a table that is there.
	 * @param database the database
	 * @return an oracle for the applications that will run on the database
	 */
	public static StateOracle oracle(TestDatabase database) {
		return new StateOracle(database, ROWS).follow(Account.class, Account::getId, Bank::row);
	}

	private static String row(Account account) {
		String note = account.getNote();
		return account.getOwner() + " " + account.getVersion() + " " + ((note != null) ? note : "nothing");
	}

	/**
	 * Start the application and wait until it streams.
	 * @param database the database, whose name is also that of the application
	 * @param oracle is told what is published, and may have followed another application
	 * before
	 * @param properties more properties, as {@code name=value}
	 * @return the context
	 */
	public static ConfigurableApplicationContext streaming(TestDatabase database, StateOracle oracle,
			String... properties) {
		return TestApplication.streaming(database, Bank.class, List.of(oracle), properties);
	}

	/**
	 * Start the application with a listener, and wait until it streams.
	 * @param database the database, whose name is also that of the application
	 * @param oracle is told what is published before the listener is
	 * @param listener a bean
	 * @param properties more properties, as {@code name=value}
	 * @return the context
	 */
	public static ConfigurableApplicationContext streaming(TestDatabase database, StateOracle oracle, Object listener,
			String... properties) {
		return TestApplication.streaming(database, Bank.class, List.of(oracle, listener), properties);
	}

}

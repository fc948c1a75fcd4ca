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

import java.util.Map;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.StreamLeadershipGained;
import dev.pgrealtime.StreamLeadershipLost;

/**
 * One of several instances of {@link Bank}, possibly in a JVM of its own. All of them
 * note down in one table what they are told, in the order in which the server sees it.
 */
@Configuration(proxyBeanMethods = false)
@Import(Bank.class)
public class BankInstance {

	static final String DIARY = "CREATE TABLE diary (entry bigserial, instance text, told text)";

	static final String GAINED = "gained";

	static final String LOST = "lost";

	public static void main(String[] args) {
		new SpringApplicationBuilder(BankInstance.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off"))
			.run(args);
	}

	@Bean
	Diary diary(JdbcTemplate jdbcTemplate, Environment environment) {
		return new Diary(jdbcTemplate, environment.getRequiredProperty("instance"));
	}

	static class Diary {

		private final JdbcTemplate jdbcTemplate;

		private final String instance;

		Diary(JdbcTemplate jdbcTemplate, String instance) {
			this.jdbcTemplate = jdbcTemplate;
			this.instance = instance;
		}

		@EventListener
		void on(StreamLeadershipGained event) {
			note(GAINED);
		}

		@EventListener
		void on(StreamLeadershipLost event) {
			note(LOST);
		}

		@EventListener
		void on(EntityInserted<Account> event) {
			note("account " + event.newEntity().getId());
		}

		@EventListener
		void on(EntityRead<Account> event) {
			note("read " + event.newEntity().getId());
		}

		private void note(String told) {
			this.jdbcTemplate.update("INSERT INTO diary (instance, told) VALUES (?, ?)", this.instance, told);
		}

	}

}

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

package dev.pgrealtime.benchmarks.startup;

import java.time.Instant;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small application with JPA and Spring MVC, which says when it is ready. It runs with
 * the starter, and without it.
 */
@SpringBootApplication
@RestController
public class StartupApplication {

	/**
	 * What the line begins with that says when the application was ready.
	 */
	static final String READY = "ready: ";

	private final NoteRepository notes;

	StartupApplication(NoteRepository notes) {
		this.notes = notes;
	}

	/**
	 * Run the application.
	 * @param args its properties
	 */
	public static void main(String[] args) {
		new SpringApplicationBuilder(StartupApplication.class).web(WebApplicationType.SERVLET).run(args);
	}

	/**
	 * Return the notes.
	 * @return all of them
	 */
	@GetMapping("/notes")
	public List<Note> notes() {
		return this.notes.findAll();
	}

	@EventListener(ApplicationReadyEvent.class)
	void ready() {
		System.out.println(READY + Instant.now().toEpochMilli());
	}

}

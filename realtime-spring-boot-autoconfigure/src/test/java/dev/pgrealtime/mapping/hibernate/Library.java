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

import java.util.HashSet;
import java.util.Set;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Basic;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import org.hibernate.annotations.LazyGroup;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.hibernate.EnhancedEntitiesIntegrationTests.Lazy;
import dev.pgrealtime.mapping.hibernate.EnhancedEntitiesIntegrationTests.Named;

/**
 * Entities to be enhanced.
 */
public final class Library {

	private Library() {
	}

	@Entity(name = "Book")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.DEFAULT)
	public static class Book implements Named, Lazy {

		@Id
		private Long id;

		private String title;

		@Basic(fetch = FetchType.LAZY)
		private String body;

		@Basic(fetch = FetchType.LAZY)
		@LazyGroup("extras")
		private String summary;

		@Embedded
		private Cover cover;

		@ManyToOne(fetch = FetchType.LAZY)
		private Author author;

		public Long getId() {
			return this.id;
		}

		public String getTitle() {
			return this.title;
		}

		@Override
		public String getBody() {
			return this.body;
		}

		public String getSummary() {
			return this.summary;
		}

		public Cover getCover() {
			return this.cover;
		}

		public Author getAuthor() {
			return this.author;
		}

		@Override
		public String getName() {
			return this.title;
		}

		@Override
		public void setName(String name) {
			this.title = name;
		}

	}

	@Embeddable
	public static class Cover {

		private Integer yearPrinted;

		private String paper;

		public Integer getYearPrinted() {
			return this.yearPrinted;
		}

		public String getPaper() {
			return this.paper;
		}

	}

	@Entity(name = "Author")
	@RealtimeEntity
	@Access(AccessType.PROPERTY)
	public static class Author implements Named {

		private Long id;

		private String name;

		private Author mentor;

		private Set<Author> pupils = new HashSet<>();

		private Set<Book> books = new HashSet<>();

		@Id
		public Long getId() {
			return this.id;
		}

		public void setId(Long id) {
			this.id = id;
		}

		@Override
		public String getName() {
			return this.name;
		}

		@Override
		public void setName(String name) {
			this.name = name;
		}

		@ManyToOne(fetch = FetchType.LAZY)
		public Author getMentor() {
			return this.mentor;
		}

		public void setMentor(Author mentor) {
			this.mentor = mentor;
		}

		@OneToMany(mappedBy = "mentor")
		public Set<Author> getPupils() {
			return this.pupils;
		}

		public void setPupils(Set<Author> pupils) {
			this.pupils = pupils;
		}

		@OneToMany(mappedBy = "author")
		public Set<Book> getBooks() {
			return this.books;
		}

		public void setBooks(Set<Book> books) {
			this.books = books;
		}

	}

}

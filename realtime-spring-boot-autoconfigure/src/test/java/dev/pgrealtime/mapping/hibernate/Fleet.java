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
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import org.hibernate.annotations.SecondaryRow;
import org.hibernate.annotations.SoftDelete;

import dev.pgrealtime.RealtimeEntity;

/**
 * Entities whose rows are split up between several tables.
 */
final class Fleet {

	static final Class<?>[] ENTITIES = { Vehicle.class, Car.class, SportsCar.class, Boat.class, Animal.class, Cat.class,
			Account.class, SavingsAccount.class, Article.class, Parcel.class, ExpressParcel.class, Ticket.class,
			Season.class, Payment.class, CardPayment.class, Plain.class };

	private Fleet() {
	}

	@Entity(name = "Vehicle")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.JOINED)
	abstract static class Vehicle {

		@Id
		Long id;

		String name;

	}

	@Entity(name = "Car")
	@PrimaryKeyJoinColumn(name = "car_id")
	static class Car extends Vehicle {

		int doors;

		@Column(name = "name")
		String nickname;

	}

	@Entity(name = "SportsCar")
	@Table(schema = "crm", name = "\"Sports Car\"")
	@PrimaryKeyJoinColumn(name = "\"Sports Id\"")
	static class SportsCar extends Car {

		int topSpeed;

	}

	@Entity(name = "Boat")
	@PrimaryKeyJoinColumn(name = "boat_id")
	static class Boat extends Vehicle {

		Integer length;

		@Convert(converter = HarbourConverter.class)
		String harbour;

	}

	@Converter
	static class HarbourConverter implements AttributeConverter<String, String> {

		static final AtomicBoolean FAILING = new AtomicBoolean();

		@Override
		public String convertToDatabaseColumn(String harbour) {
			return harbour;
		}

		@Override
		public String convertToEntityAttribute(String column) {
			if ("".equals(column) && FAILING.get()) {
				throw new IllegalArgumentException("A harbour has a name");
			}
			return column;
		}

	}

	@Entity(name = "Animal")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.JOINED)
	@DiscriminatorColumn(name = "kind")
	static class Animal {

		@Id
		Long id;

		String name;

	}

	@Entity(name = "Cat")
	static class Cat extends Animal {

		int lives;

	}

	@Entity(name = "Account")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Account {

		@Id
		Long id;

		long balance;

	}

	@Entity(name = "SavingsAccount")
	static class SavingsAccount extends Account {

		String rate;

	}

	@Entity(name = "Article")
	@RealtimeEntity
	@SecondaryTable(name = "article_text")
	@SecondaryTable(name = "article_stats", pkJoinColumns = @PrimaryKeyJoinColumn(name = "article_ref"))
	@SecondaryRow(table = "article_stats", optional = false)
	static class Article {

		@Id
		Long id;

		String title;

		@Column(table = "article_text")
		String body;

		@Column(table = "article_text")
		Integer words;

		@Column(table = "article_stats")
		int views;

		@ManyToOne
		@JoinTable(name = "article_reviewer")
		Plain reviewer;

		@ElementCollection
		Set<String> labels = new HashSet<>();

		@ManyToMany
		Set<Plain> readers = new HashSet<>();

	}

	@Embeddable
	record ParcelId(String country, Integer number) {

	}

	@Entity(name = "Parcel")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Parcel {

		@EmbeddedId
		ParcelId id;

		String address;

	}

	@Entity(name = "ExpressParcel")
	@PrimaryKeyJoinColumn(name = "express_number", referencedColumnName = "number")
	@PrimaryKeyJoinColumn(name = "express_country", referencedColumnName = "country")
	static class ExpressParcel extends Parcel {

		String courier;

	}

	@Entity(name = "Ticket")
	@RealtimeEntity
	@SoftDelete
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Ticket {

		@Id
		Long id;

		String name;

	}

	@Entity(name = "Season")
	static class Season extends Ticket {

		int months;

	}

	@Entity(name = "Payment")
	@RealtimeEntity
	@DiscriminatorColumn(name = "kind")
	static class Payment {

		@Id
		Long id;

		Long amount;

	}

	@Entity(name = "CardPayment")
	@SecondaryTable(name = "card")
	static class CardPayment extends Payment {

		@Column(table = "card")
		String number;

	}

	@Entity(name = "Plain")
	@RealtimeEntity
	static class Plain {

		@Id
		Long id;

		String text;

	}

}

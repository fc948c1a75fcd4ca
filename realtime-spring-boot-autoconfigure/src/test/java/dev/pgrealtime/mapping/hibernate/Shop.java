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

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.YesNoConverter;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.ReplicaIdentity;

/**
 * Entities of every kind of mapping.
 */
final class Shop {

	private Shop() {
	}

	enum Status {

		OPEN, PAID, SHIPPED

	}

	record Money(String currency, BigDecimal amount) {

	}

	static final class MoneyConverter implements AttributeConverter<Money, String> {

		@Override
		public String convertToDatabaseColumn(Money money) {
			return (money != null) ? money.currency() + " " + money.amount() : null;
		}

		@Override
		public Money convertToEntityAttribute(String text) {
			if (text == null) {
				return null;
			}
			String[] parts = text.split(" ");
			return new Money(parts[0], new BigDecimal(parts[1]));
		}

	}

	@Embeddable
	record City(String name, String country) {

	}

	@Embeddable
	static class Address {

		String street;

		City city;

		@Override
		public boolean equals(Object other) {
			return other instanceof Address address && Objects.equals(this.street, address.street)
					&& Objects.equals(this.city, address.city);
		}

		@Override
		public int hashCode() {
			return Objects.hash(this.street, this.city);
		}

	}

	@Embeddable
	record Preferences(boolean newsletter, int size) {

	}

	@Entity(name = "Everything")
	@RealtimeEntity(exclude = "secret")
	static class Everything {

		@Id
		UUID id;

		@Version
		int version;

		boolean flag;

		Boolean boxedFlag;

		short small;

		Integer number;

		long big;

		float single;

		Double dbl;

		Byte tiny;

		Character letter;

		@Column(precision = 30, scale = 10)
		BigDecimal price;

		String text;

		@Column(columnDefinition = "text")
		String longText;

		byte[] bytes;

		Instant instant;

		OffsetDateTime sentAt;

		LocalDate date;

		LocalTime time;

		LocalDateTime dateTime;

		Duration duration;

		@Enumerated(EnumType.STRING)
		Status status;

		@Enumerated(EnumType.ORDINAL)
		Status ordinal;

		@Enumerated
		@JdbcTypeCode(SqlTypes.NAMED_ENUM)
		Status named;

		@Convert(converter = MoneyConverter.class)
		Money money;

		@Convert(converter = YesNoConverter.class)
		Boolean yesNo;

		@JdbcTypeCode(SqlTypes.JSON)
		Map<String, Object> attributes;

		@JdbcTypeCode(SqlTypes.JSON)
		String json;

		@JdbcTypeCode(SqlTypes.JSON)
		Money jsonMoney;

		@JdbcTypeCode(SqlTypes.JSON)
		@Embedded
		Preferences preferences;

		@JdbcTypeCode(SqlTypes.ARRAY)
		List<String> tags;

		int[] numbers;

		UUID[] uuids;

		@Embedded
		Address address;

		@Embedded
		@AttributeOverride(name = "street", column = @Column(name = "other_street"))
		@AttributeOverride(name = "city.name", column = @Column(name = "other_city"))
		@AttributeOverride(name = "city.country", column = @Column(name = "other_country"))
		Address other;

		@ManyToOne(fetch = FetchType.LAZY)
		Customer customer;

		@ManyToOne(fetch = FetchType.LAZY)
		Line line;

		String secret;

		@Formula("2 * small")
		Integer twice;

		@ElementCollection
		Set<String> labels;

		String getDescription() {
			return this.text;
		}

	}

	@Entity(name = "Customer")
	@RealtimeEntity
	@Table(name = "Customers", schema = "crm")
	@Access(AccessType.PROPERTY)
	public static class Customer {

		private Long key;

		private String fullName;

		private final List<Stock> orders = new ArrayList<>();

		@Id
		public Long getId() {
			return this.key;
		}

		void setId(Long id) {
			this.key = id;
		}

		String getName() {
			return this.fullName;
		}

		void setName(String name) {
			this.fullName = name;
		}

		@OneToMany(mappedBy = "customer")
		List<Stock> getOrders() {
			return this.orders;
		}

		void setOrders(List<Stock> orders) {
			this.orders.clear();
			this.orders.addAll(orders);
		}

	}

	@Embeddable
	record LineId(int orderNumber, int lineNumber) {

	}

	@Entity(name = "Line")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.DEFAULT)
	@Table(name = "\"Order Lines\"")
	static class Line {

		@EmbeddedId
		LineId id;

		@Column(name = "\"Qty\"")
		int quantity;

		String body;

	}

	record StockId(Long customer, String sku) implements Serializable {

	}

	@Entity(name = "Stock")
	@RealtimeEntity
	@IdClass(StockId.class)
	static class Stock {

		@Id
		@ManyToOne(fetch = FetchType.LAZY)
		Customer customer;

		@Id
		String sku;

		int amount;

	}

	@Entity(name = "Profile")
	@RealtimeEntity
	static class Profile {

		@Id
		Long id;

		@MapsId
		@OneToOne(fetch = FetchType.LAZY)
		@JoinColumn(name = "customer_id")
		Customer customer;

		@TenantId
		String tenant;

		@ManyToOne(fetch = FetchType.LAZY)
		Stock favourite;

	}

	@Entity(name = "Payment")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.DEFAULT)
	@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
	@DiscriminatorColumn(name = "kind")
	abstract static class Payment {

		@Id
		Long id;

		BigDecimal amount;

	}

	@Entity(name = "CardPayment")
	@DiscriminatorValue("card")
	static class CardPayment extends Payment {

		String cardNumber;

	}

	@Entity(name = "CashPayment")
	@DiscriminatorValue("cash")
	static class CashPayment extends Payment {

		String till;

	}

	@Entity(name = "Document")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
	static class Document {

		@Id
		Long id;

		String title;

	}

	@Entity(name = "Invoice")
	static class Invoice extends Document {

		BigDecimal total;

	}

	@Entity(name = "Note")
	@RealtimeEntity
	@SoftDelete
	static class Note {

		@Id
		Long id;

		String text;

	}

	@Entity(name = "Memo")
	@RealtimeEntity
	@SoftDelete(strategy = SoftDeleteType.TIMESTAMP)
	static class Memo {

		@Id
		Long id;

		String text;

	}

	@Entity(name = "Task")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.DEFAULT)
	@SoftDelete(strategy = SoftDeleteType.ACTIVE, converter = YesNoConverter.class)
	static class Task {

		@Id
		Long id;

		String text;

	}

}

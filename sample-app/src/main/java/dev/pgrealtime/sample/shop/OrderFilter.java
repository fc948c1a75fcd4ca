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

package dev.pgrealtime.sample.shop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A filter of the stream as the condition of a query, so that a list is loaded by what
 * keeps it in step. It is one comparison; what a stream understands beyond that is
 * refused.
 *
 * @param attribute the name of the attribute that is compared
 * @param negated whether the comparison must not hold
 * @param operator how to compare
 * @param operand what to compare with, as text
 */
record OrderFilter(String attribute, boolean negated, String operator, String operand) implements Specification<Order> {

	private static final Pattern FORM = Pattern.compile("(\\w+)=(not\\.)?(\\w+)\\.(.*)", Pattern.DOTALL);

	private static final JsonMapper VALUES = new JsonMapper();

	/**
	 * Read a filter.
	 * @param filter {@code attribute=operator.value}, or an empty text for none
	 * @return the condition
	 */
	static Specification<Order> parse(String filter) {
		if (filter.isEmpty()) {
			return Specification.unrestricted();
		}
		Matcher form = FORM.matcher(filter);
		if (!form.matches()) {
			throw refusal("The list is loaded by one comparison, attribute=operator.value");
		}
		return new OrderFilter(form.group(1), form.group(2) != null, form.group(3), form.group(4));
	}

	@Override
	public Predicate toPredicate(Root<Order> order, CriteriaQuery<?> query, CriteriaBuilder conditions) {
		Predicate comparison = comparison(path(order), conditions);
		return this.negated ? comparison.not() : comparison;
	}

	private Predicate comparison(Path<Comparable<Object>> path, CriteriaBuilder conditions) {
		return switch (this.operator) {
			case "eq" -> conditions.equal(path, value(path, this.operand));
			case "neq" -> conditions.notEqual(path, value(path, this.operand));
			case "gt" -> conditions.greaterThan(path, value(path, this.operand));
			case "gte" -> conditions.greaterThanOrEqualTo(path, value(path, this.operand));
			case "lt" -> conditions.lessThan(path, value(path, this.operand));
			case "lte" -> conditions.lessThanOrEqualTo(path, value(path, this.operand));
			case "in" -> path.in(values(path));
			case "like" -> conditions.like(path.as(String.class), pattern());
			case "ilike" ->
				conditions.like(conditions.lower(path.as(String.class)), pattern().toLowerCase(Locale.ROOT));
			default -> throw refusal("The list cannot be loaded by the operator '%s'".formatted(this.operator));
		};
	}

	private Path<Comparable<Object>> path(Root<Order> order) {
		try {
			return order.get(this.attribute);
		}
		catch (IllegalArgumentException ex) {
			throw refusal("An order has no attribute '%s'".formatted(this.attribute));
		}
	}

	private List<Comparable<Object>> values(Path<Comparable<Object>> path) {
		String list = this.operand.replaceFirst("^\\((.*)\\)$", "$1");
		return Arrays.stream(list.split(",")).map((text) -> value(path, text)).toList();
	}

	// A value has the form that it has in the JSON
	private Comparable<Object> value(Path<Comparable<Object>> path, String text) {
		try {
			return VALUES.convertValue(text, path.getJavaType());
		}
		catch (JacksonException ex) {
			throw refusal("'%s' is no value of %s".formatted(text, this.attribute));
		}
	}

	private String pattern() {
		return this.operand.replace('*', '%');
	}

	private static ResponseStatusException refusal(String detail) {
		return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
	}

}

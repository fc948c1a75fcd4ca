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

package dev.pgrealtime.hub.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads one filter from left to right.
 */
final class FilterReader {

	private static final String NOT = "not.";

	private final String text;

	private final ConditionFactory factory;

	private final FilterLimits limits;

	private int position;

	FilterReader(String text, ConditionFactory factory, FilterLimits limits) {
		this.text = text;
		this.factory = factory;
		this.limits = limits;
	}

	Condition read() {
		int equals = this.text.indexOf('=');
		if (equals <= 0) {
			throw invalid("it must be written as attribute=operator.value");
		}
		String name = this.text.substring(0, equals);
		this.position = equals + 1;
		boolean negated = name.startsWith(NOT);
		String connective = negated ? name.substring(NOT.length()) : name;
		if (isConnective(connective) && peek('(')) {
			Condition group = group(connective, 1);
			requireEnd();
			return negated ? new Condition.Not(group) : group;
		}
		return condition(name, false);
	}

	private static boolean isConnective(String name) {
		return name.equals("and") || name.equals("or");
	}

	private Condition group(String connective, int depth) {
		if (depth > this.limits.depth()) {
			throw invalid("it is nested deeper than %d levels".formatted(this.limits.depth()));
		}
		List<Condition> conditions = new ArrayList<>();
		expect('(');
		do {
			conditions.add(member(depth));
		}
		while (take(','));
		expect(')');
		return connective.equals("and") ? new Condition.All(List.copyOf(conditions))
				: new Condition.Any(List.copyOf(conditions));
	}

	private Condition member(int depth) {
		boolean negated = take(NOT);
		for (String connective : List.of("and", "or")) {
			if (take(connective + "(")) {
				this.position--;
				Condition group = group(connective, depth + 1);
				return negated ? new Condition.Not(group) : group;
			}
		}
		if (negated) {
			throw invalid("'not.' must precede an operator, 'and(' or 'or('");
		}
		return condition(path(), true);
	}

	// A path may hold dots, as may a value: it ends before the first operator
	private String path() {
		int start = this.position;
		int dot = this.text.indexOf('.', start);
		while (dot > 0) {
			this.position = dot + 1;
			int operator = this.position + (startsWith(NOT) ? NOT.length() : 0);
			int end = this.text.indexOf('.', operator);
			if (end > 0 && Operator.find(this.text.substring(operator, end)) != null) {
				return this.text.substring(start, dot);
			}
			dot = end;
		}
		this.position = start;
		throw invalid("'%s' is not attribute.operator.value with one of the operators %s"
			.formatted(InvalidFilterException.shorten(this.text.substring(start)), Operator.names()));
	}

	private Condition condition(String path, boolean nested) {
		boolean negated = take(NOT);
		int dot = this.text.indexOf('.', this.position);
		String name = this.text.substring(this.position, (dot < 0) ? this.text.length() : dot);
		Operator operator = Operator.find(name);
		if (dot < 0 || operator == null) {
			throw invalid("'%s' is none of the operators %s".formatted(InvalidFilterException.shorten(name),
					Operator.names()));
		}
		this.position = dot + 1;
		Condition condition;
		try {
			condition = (operator == Operator.IN) ? this.factory.in(path, list(nested))
					: this.factory.create(path, operator, nested ? element() : rest());
		}
		catch (ConditionException ex) {
			throw invalid(ex.getMessage());
		}
		return negated ? new Condition.Not(condition) : condition;
	}

	private String rest() {
		String rest = this.text.substring(this.position);
		this.position = this.text.length();
		return rest;
	}

	private List<String> list(boolean nested) {
		List<String> values = new ArrayList<>();
		expect('(');
		if (!peek(')')) {
			do {
				values.add(element());
			}
			while (take(','));
		}
		expect(')');
		if (!nested) {
			requireEnd();
		}
		return values;
	}

	private String element() {
		if (take('"')) {
			return quoted();
		}
		int start = this.position;
		while (this.position < this.text.length() && !peek(',') && !peek(')')) {
			this.position++;
		}
		return this.text.substring(start, this.position);
	}

	private String quoted() {
		StringBuilder value = new StringBuilder();
		while (!take('"')) {
			take('\\');
			if (this.position == this.text.length()) {
				throw invalid("a double quote is missing at the end");
			}
			value.append(this.text.charAt(this.position++));
		}
		return value.toString();
	}

	private void requireEnd() {
		if (this.position < this.text.length()) {
			throw invalid("nothing may follow the closing parenthesis");
		}
	}

	private void expect(char expected) {
		if (!take(expected)) {
			throw invalid("'%s' is missing at character %d".formatted(expected, this.position + 1));
		}
	}

	private boolean take(char expected) {
		boolean found = peek(expected);
		this.position += found ? 1 : 0;
		return found;
	}

	private boolean take(String expected) {
		boolean found = startsWith(expected);
		this.position += found ? expected.length() : 0;
		return found;
	}

	private boolean startsWith(String expected) {
		return this.text.startsWith(expected, this.position);
	}

	private boolean peek(char expected) {
		return this.position < this.text.length() && this.text.charAt(this.position) == expected;
	}

	private InvalidFilterException invalid(String reason) {
		return new InvalidFilterException(this.text, reason);
	}

}

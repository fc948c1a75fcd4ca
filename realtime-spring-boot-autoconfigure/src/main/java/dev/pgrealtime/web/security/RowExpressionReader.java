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

package dev.pgrealtime.web.security;

import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Reads an expression and finds out which attributes of the entity it may read. What it
 * could never evaluate, or only by what no event knows, is refused.
 */
final class RowExpressionReader {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private static final Set<String> FUNCTIONS = Arrays.stream(RowExpressionRoot.class.getMethods())
		.filter((method) -> method.getDeclaringClass() != Object.class && method.getReturnType() != void.class)
		.map((method) -> method.getName())
		.collect(Collectors.toUnmodifiableSet());

	private static final Set<String> PROPERTIES = Stream
		.concat(Arrays.stream(BeanUtils.getPropertyDescriptors(RowExpressionRoot.class))
			.filter((property) -> property.getReadMethod() != null)
			.map(PropertyDescriptor::getName),
				Arrays.stream(RowExpressionRoot.class.getFields()).map((field) -> field.getName()))
		.collect(Collectors.toUnmodifiableSet());

	private final Set<String> attributes = new TreeSet<>();

	private final String text;

	private final SecuredEntity entity;

	RowExpressionReader(String text, SecuredEntity entity) {
		this.text = text;
		this.entity = entity;
	}

	/**
	 * Read the expression.
	 * @return the expression
	 * @throws InvalidExpressionException if it makes no sense
	 */
	RowExpression read() {
		SpelExpression expression;
		try {
			expression = PARSER.parseRaw(this.text);
		}
		// The parser says of an empty text that it is no argument
		catch (ParseException | IllegalArgumentException | IllegalStateException ex) {
			throw failure(String.valueOf(ex.getMessage()), "Mend the expression.", ex);
		}
		visit(expression.getAST(), true);
		return new RowExpression(this.entity.type(), expression, Set.copyOf(this.attributes));
	}

	/**
	 * Visit a node.
	 * @param node the node
	 * @param ours whether a name in there is one of ours, not one of an element or a key
	 */
	private void visit(SpelNode node, boolean ours) {
		if (node instanceof Assign || node instanceof OpInc || node instanceof OpDec) {
			throw failure("'%s' changes what it looks at".formatted(node.toStringAST()), "Compare with '==' instead.");
		}
		if (node instanceof CompoundExpression && ours) {
			visitPath(children(node));
		}
		else if (isEntity(node) || node instanceof VariableReference) {
			readWhole();
		}
		else {
			if (ours) {
				requireName(node);
			}
			visitChildren(node, ours);
		}
	}

	private void visitPath(List<SpelNode> path) {
		if (isEntity(path.get(0))) {
			visitMembers(path.subList(1, path.size()));
		}
		else {
			visit(path.get(0), true);
		}
		path.stream().skip(1).forEach((step) -> visitChildren(step, true));
	}

	private void visitChildren(SpelNode node, boolean ours) {
		boolean stillOurs = ours
				&& !(node instanceof Selection || node instanceof Projection || node instanceof Indexer);
		children(node).forEach((child) -> visit(child, stillOurs));
	}

	private void visitMembers(List<SpelNode> path) {
		requireMembers(path);
		String member = EntityMembers.name(path.get(0));
		String attribute = (member != null) ? EntityMembers.attribute(this.entity.model().attributes(), member) : null;
		if (attribute != null) {
			read(attribute);
		}
		else {
			readWhole();
		}
	}

	private void requireMembers(List<SpelNode> path) {
		Class<?> owner = this.entity.type();
		String member = EntityMembers.name(path.get(0));
		for (int next = 1; member != null; next++) {
			Class<?> type = EntityMembers.type(owner, member);
			if (type == null) {
				throw failure("%s has no '%s' that could be read".formatted(owner.getName(), member),
						"Name a property that has a public getter.");
			}
			String step = (next < path.size()) ? EntityMembers.name(path.get(next)) : null;
			Set<String> identifiers = this.entity.identifiersOf(type);
			if (!identifiers.isEmpty() && (step == null || !identifiers.contains(step))) {
				throw failure("an event knows of '%s' its identifier only".formatted(member),
						"Read %s of it instead.".formatted(identifiers));
			}
			owner = type;
			member = step;
		}
	}

	private void read(String attribute) {
		if (this.entity.unobservedAttributes().contains(attribute)) {
			throw failure("no event knows '%s'".formatted(attribute),
					"Decide by an attribute that has a column of its own and is not excluded.");
		}
		this.attributes.add(attribute);
	}

	private void readWhole() {
		if (!this.entity.unobservedAttributes().isEmpty()) {
			throw failure(
					"it may read any attribute, and no event knows %s".formatted(this.entity.unobservedAttributes()),
					"Name the attributes that it reads, as in 'entity.userId'.");
		}
		this.attributes.addAll(this.entity.model().attributes());
	}

	private void requireName(SpelNode node) {
		if (node instanceof MethodReference method && !FUNCTIONS.contains(method.getName())) {
			throw failure("there is no function '%s'".formatted(method.getName()),
					"Use one of %s, or that of a bean as in '@bean.function(...)'."
						.formatted(new TreeSet<>(FUNCTIONS)));
		}
		if (node instanceof PropertyOrFieldReference property && !PROPERTIES.contains(property.getName())) {
			throw failure("there is no '%s'".formatted(property.getName()),
					"Use 'entity.%s' for an attribute, or one of %s.".formatted(property.getName(),
							new TreeSet<>(PROPERTIES)));
		}
	}

	private static boolean isEntity(SpelNode node) {
		return (node instanceof PropertyOrFieldReference property && property.getName().equals("entity"))
				|| (node instanceof MethodReference method && method.getName().equals("getEntity"));
	}

	private static List<SpelNode> children(SpelNode node) {
		return IntStream.range(0, node.getChildCount()).mapToObj(node::getChild).toList();
	}

	private InvalidExpressionException failure(String reason, String action) {
		return failure(reason, action, null);
	}

	private InvalidExpressionException failure(String reason, String action, @Nullable Throwable cause) {
		return new InvalidExpressionException(this.entity.type(), this.text, reason, action, cause);
	}

}

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

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.security.access.expression.DenyAllPermissionEvaluator;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.core.Authentication;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeAuthorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RowExpressions}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RowExpressionsTests {

	private static final Authentication ANN = new TestingAuthenticationToken("ann", "", "ROLE_USER");

	private static final Authentication STAFF = new TestingAuthenticationToken("sam", "", "ROLE_STAFF");

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	@Test
	void entityWithoutAnnotationIsForEverybody() {
		RowExpressions expressions = expressions(entity(Open.class, "open", Set.of()));
		assertThat(expressions.restrict("open")).isFalse();
		assertThat(expressions.permit("open", image(new Open(), Set.of("id")), ANN)).isTrue();
	}

	@Test
	void expressionOfEntityDecides() {
		RowExpressions expressions = expressions(entity(Order.class, "orders", Set.of()));
		assertThat(expressions.restrict("orders")).isTrue();
		assertThat(expressions.permit("orders", image(order("ann")), ANN)).isTrue();
		assertThat(expressions.permit("orders", image(order("bob")), ANN)).isFalse();
		assertThat(expressions.permit("orders", image(order("bob")), STAFF)).isTrue();
	}

	@Test
	void expressionIsInheritedFromRoot() {
		RowExpressions expressions = expressions(entity(SubOrder.class, "orders", Set.of()));
		assertThat(expressions.permit("orders", image(order("bob")), ANN)).isFalse();
	}

	@Test
	void differentExpressionOfSubclassIsRefused() {
		SecuredEntity entity = new SecuredEntity(
				new EntityModel<>("Order", Order.class, "orders", Set.of("id", "userId")), Set.of(),
				Map.of(Order.class, Set.of("id"), StrictOrder.class, Set.of("id")));
		assertThatExceptionOfType(InvalidExpressionException.class).isThrownBy(() -> expressions(entity))
			.withMessageContaining(StrictOrder.class.getName())
			.satisfies((ex) -> assertThat(ex.action()).contains("Move the annotation to " + Order.class.getName()));
	}

	@Test
	void imageThatDoesNotTellWhatIsReadIsNotSeen(CapturedOutput output) {
		EntityImage<?> image = image(order("ann"), Set.of("userId"));
		RowExpressions expressions = expressions(entity(Order.class, "orders", Set.of()));
		assertThat(expressions.permit("orders", image, ANN)).isFalse();
		assertThat(expressions.permit("orders", image, ANN)).isFalse();
		assertThat(output).containsOnlyOnce("reads [userId], which not every image tells");
	}

	@Test
	void imageThatDoesNotTellWhatIsNotReadIsSeen() {
		RowExpressions expressions = expressions(entity(Order.class, "orders", Set.of("note")));
		assertThat(expressions.permit("orders", image(order("ann"), Set.of("paid", "note")), ANN)).isTrue();
		assertThat(expressions.permit("orders", image(order("ann"), Set.of("userId")), STAFF)).isTrue();
	}

	@Test
	void expressionThatFailsLetsNobodySeeTheRow(CapturedOutput output) {
		RowExpressions expressions = expressions(entity(Failing.class, "failing", Set.of()));
		assertThat(expressions.permit("failing", image(new Failing()), ANN)).isFalse();
		assertThat(expressions.permit("failing", image(new Failing()), ANN)).isFalse();
		assertThat(output).containsOnlyOnce("nobody sees the row. Mend the expression 'entity.id / 0 > 1'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "entity.userId == authentication.name", "entity.getUserId() == principal",
			"getEntity().userId == authentication.name", "entity?.userId?.equals(authentication.name)",
			"@guard.mayRead(entity.userId)", "{'ann','bob'}.contains(entity.userId) and hasRole('USER')",
			"authentication.authorities.?[authority == 'ROLE_USER'].size() == 1",
			"!isAnonymous() && entity.userId matches 'a.*'", "permitAll", "isAuthenticated()" })
	void expressionMayBeAnythingThatCanBeEvaluated(String expression) {
		this.beans.registerSingleton("guard", new Guard());
		assertThat(permits(expression, order("ann"), ANN)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "entity.userId == authentication.name", "denyAll", "hasRole('STAFF')", "null",
			"hasPermission(entity.userId, 'read')", "entity.customer.id == 7" })
	void expressionMayRefuse(String expression) {
		assertThat(permits(expression, order("bob"), ANN)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			entity.userId == authentication.name           | userId
			entity.isPaid()                                | paid
			entity.paid or entity.getUserId() == 'x'       | paid,userId
			entity.customer.id == 1                        | customer
			entity.getCustomer()?.getId() == 1             | customer
			hasRole('STAFF')                               |
			@guard.mayRead(entity)                         | customer,id,note,paid,userId
			entity.mine(authentication.name)               | customer,id,note,paid,userId
			entity.label == 'x'                            | customer,id,note,paid,userId
			entity['userId'] == 'x'                        | customer,id,note,paid,userId
			#root.entity.userId == 'x'                     | customer,id,note,paid,userId
			""")
	void attributesThatAreReadAreFound(String expression, String attributes) {
		Set<String> expected = (attributes != null) ? Set.of(attributes.split(",")) : Set.of();
		assertThat(read(expression, Set.of()).attributes()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			entity.userId ==                       | EL1
			``                                     | must not be null or blank
			entity.userId = authentication.name    | changes what it looks at
			entity.id++ == 1                       | changes what it looks at
			hasRol('STAFF')                        | there is no function 'hasRol'
			userId == 'x'                          | there is no 'userId'
			entity.userid == 'x'                   | has no 'userid' that could be read
			entity.customer.name == 'x'            | knows of 'customer' its identifier only
			@guard.mayRead(entity.customer)        | knows of 'customer' its identifier only
			entity.note == 'x'                     | no event knows 'note'
			@guard.mayRead(entity)                 | it may read any attribute, and no event knows [note]
			""")
	void expressionThatMakesNoSenseIsRefused(String expression, String reason) {
		assertThatExceptionOfType(InvalidExpressionException.class).isThrownBy(() -> read(expression, Set.of("note")))
			.withMessageContaining(Order.class.getName())
			.withMessageContaining(expression)
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.action()).isNotEmpty());
	}

	private boolean permits(String expression, Order order, Authentication authentication) {
		RowExpression read = read(expression, Set.of());
		RowExpressionRoot root = new RowExpressionRoot(authentication, order, true);
		root.setPermissionEvaluator(new DenyAllPermissionEvaluator());
		StandardEvaluationContext context = new StandardEvaluationContext();
		context.setBeanResolver(new BeanFactoryResolver(this.beans));
		return read.permits(context, root);
	}

	private static RowExpression read(String expression, Set<String> unobserved) {
		return new RowExpressionReader(expression, entity(Order.class, "orders", unobserved)).read();
	}

	private RowExpressions expressions(SecuredEntity entity) {
		return new RowExpressions(Set.of(entity), this.beans, new DefaultAuthorizationManagerFactory<>(),
				new DenyAllPermissionEvaluator());
	}

	private static SecuredEntity entity(Class<?> type, String channel, Set<String> unobserved) {
		return new SecuredEntity(
				new EntityModel<>(type.getSimpleName(), type, channel,
						Set.of("id", "userId", "paid", "customer", "note")),
				unobserved, Map.of(type, Set.of("id"), Customer.class, Set.of("id")));
	}

	private static Order order(String userId) {
		Order order = new Order();
		order.userId = userId;
		return order;
	}

	private static EntityImage<?> image(Object entity) {
		return image(entity, Set.of());
	}

	private static EntityImage<?> image(Object entity, Set<String> unknown) {
		return new EntityImage<>(entity, unknown);
	}

	static class Open {

	}

	@RealtimeAuthorize("hasRole('STAFF') or entity.userId == authentication.name")
	public static class Order {

		private final Customer customer = new Customer();

		private String userId;

		public long getId() {
			return 1;
		}

		public String getUserId() {
			return this.userId;
		}

		public boolean isPaid() {
			return true;
		}

		public Customer getCustomer() {
			return this.customer;
		}

		public String getNote() {
			return null;
		}

		public String getLabel() {
			return this.userId;
		}

		public boolean mine(String name) {
			return name.equals(this.userId);
		}

	}

	public static class SubOrder extends Order {

	}

	@RealtimeAuthorize("denyAll")
	public static class StrictOrder extends Order {

	}

	@RealtimeAuthorize("entity.id / 0 > 1")
	public static class Failing {

		public int getId() {
			return 1;
		}

	}

	public static class Customer {

		public long getId() {
			return 1;
		}

		public String getName() {
			return "name";
		}

	}

	public static class Guard {

		public boolean mayRead(Object value) {
			return "ann".equals(value);
		}

	}

}

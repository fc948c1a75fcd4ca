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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.assertj.MvcTestResultAssert;
import org.springframework.web.util.UriUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShopController} against a real PostgreSQL.
 */
@SpringBootTest
@AutoConfigureMockMvc
class ShopControllerTests {

	private static final String ORDER = """
			{
				"shipAddress": "12 Harbour Street",
				"requiredDate": "2026-12-01",
				"preferredShipTime": "09:30",
				"metadata": {"customer": "Corner Café"},
				"lines": [{"product": "Stoneware cup", "quantity": 2}, {"product": "Filter papers, 100", "quantity": 1}]
			}
			""";

	private final MockMvcTester mvc;

	private final JdbcClient jdbc;

	private final OrderRepository orders;

	ShopControllerTests(@Autowired MockMvcTester mvc, @Autowired JdbcClient jdbc, @Autowired OrderRepository orders) {
		this.mvc = mvc;
		this.jdbc = jdbc;
		this.orders = orders;
	}

	@Test
	void placesOrder() {
		MvcTestResult result = send(HttpMethod.POST, "/api/orders", ORDER);
		assertThat(result).hasStatus(HttpStatus.CREATED).bodyJson().isLenientlyEqualTo("""
				{
					"userId": "ada00000-0000-4000-8000-000000000001",
					"status": "PENDING",
					"shipAddress": "12 Harbour Street",
					"requiredDate": "2026-12-01",
					"preferredShipTime": "09:30:00",
					"metadata": {"customer": "Corner Café"},
					"totalCents": 4250,
					"deletedAt": null
				}
				""");
		UUID id = idOf(result);
		assertThat(lines(id)).isEqualTo(2);
	}

	@Test
	void listsRecentOrders() {
		UUID id = place();
		assertThat(get("ada", "/api/orders")).hasStatusOk()
			.bodyJson()
			.extractingPath("$[0].id")
			.isEqualTo(id.toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "status=eq.PENDING", "status=neq.PAID", "status=in.(PAID,PENDING)",
			"status=not.in.(PAID,SHIPPED)", "totalCents=gt.4249", "totalCents=gte.4250", "totalCents=lt.4251",
			"totalCents=lte.4250", "shipAddress=like.12 Harbour*", "shipAddress=ilike.*STREET",
			"requiredDate=eq.2026-12-01", "preferredShipTime=eq.09:30", "createdAt=gt.2026-01-01T00:00:00Z" })
	void listsOrdersThatMatch(String filter) {
		UUID id = place();
		assertThat(list(filter)).hasStatusOk().bodyJson().extractingPath("$[0].id").isEqualTo(id.toString());
		assertThat(list(negated(filter))).hasStatusOk().bodyText().doesNotContain(id.toString());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			status=eq.LOST        | 'LOST' is no value of status
			state=eq.PAID         | An order has no attribute 'state'
			status=match.P        | The list cannot be loaded by the operator 'match'
			or=(status.eq.PAID)   | The list is loaded by one comparison, attribute=operator.value
			""", quoteCharacter = '"')
	void answersFilterThatCannotBeLoadedByWithWhy(String filter, String detail) {
		problem(list(filter), HttpStatus.BAD_REQUEST, detail);
	}

	@Test
	void listsProducts() {
		assertThat(get("grace", "/api/products")).hasStatusOk()
			.bodyJson()
			.extractingPath("$[*].name")
			.asArray()
			.contains("Hand grinder", "Stoneware cup");
	}

	@Test
	void changesWhatIsGiven() {
		UUID id = place();
		assertThat(send(HttpMethod.PATCH, "/api/orders/" + id, """
				{"status": "PAID", "metadata": {"gift": true}}
				""")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{"status": "PAID", "metadata": {"gift": true}, "shipAddress": "12 Harbour Street"}
				""");
		Order order = this.orders.findById(id).orElseThrow();
		assertThat(order.getStatus()).isEqualTo(OrderStatus.PAID);
		assertThat(order.getMetadata()).containsOnlyKeys("gift");
		assertThat(order.getRequiredDate()).isEqualTo("2026-12-01");
	}

	@Test
	void removesOrderAndItsLines() {
		UUID id = place();
		assertThat(send(HttpMethod.DELETE, "/api/orders/" + id, "")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(this.orders.existsById(id)).isFalse();
		assertThat(lines(id)).isZero();
	}

	@Test
	void answersUnknownOrderWithNotFound() {
		UUID id = UUID.randomUUID();
		problem(send(HttpMethod.PATCH, "/api/orders/" + id, "{}"), HttpStatus.NOT_FOUND, "There is no order " + id);
		problem(send(HttpMethod.DELETE, "/api/orders/" + id, ""), HttpStatus.NOT_FOUND, "There is no order " + id);
	}

	@Test
	void answersOrderOfSomebodyElseLikeUnknownOne() {
		UUID id = place();
		String uri = "/api/orders/" + id;
		String detail = "There is no order " + id;
		problem(get("grace", uri), HttpStatus.NOT_FOUND, detail);
		problem(send("grace", HttpMethod.PATCH, uri, "{\"status\": \"PAID\"}"), HttpStatus.NOT_FOUND, detail);
		problem(send("grace", HttpMethod.DELETE, uri, ""), HttpStatus.NOT_FOUND, detail);
		assertThat(get("grace", "/api/orders")).hasStatusOk().bodyText().doesNotContain(id.toString());
		assertThat(this.orders.findById(id).orElseThrow().getStatus()).isEqualTo(OrderStatus.PENDING);
	}

	@Test
	void nobodyOrdersForSomebodyElse() {
		MvcTestResult result = send("grace", HttpMethod.POST, "/api/orders", """
				{
					"userId": "ada00000-0000-4000-8000-000000000001",
					"shipAddress": "1 Own Street",
					"lines": [{"product": "Stoneware cup", "quantity": 1}]
				}
				""");
		assertThat(result).hasStatus(HttpStatus.CREATED)
			.bodyJson()
			.extractingPath("$.userId")
			.isEqualTo("62ace000-0000-4000-8000-000000000002");
	}

	@Test
	void answersUnknownStatusWithThoseThereAre() {
		problem(send(HttpMethod.PATCH, "/api/orders/" + place(), """
				{"status": "LOST"}
				"""), HttpStatus.BAD_REQUEST,
				"'LOST' is no value of status, use one of [PENDING, PAID, SHIPPED, CANCELLED]");
	}

	@Test
	void answersUnknownProductWithItsName() {
		problem(send(HttpMethod.POST, "/api/orders", """
				{"shipAddress": "12 Harbour Street", "lines": [{"product": "Gold", "quantity": 1}]}
				"""), HttpStatus.BAD_REQUEST, "There is no product 'Gold'");
	}

	@Test
	void answersMissingInputWithWhatIsMissing() {
		problem(send(HttpMethod.POST, "/api/orders", """
				{"shipAddress": " ", "lines": []}
				"""), HttpStatus.BAD_REQUEST, "lines must not be empty, shipAddress must not be blank");
	}

	private UUID place() {
		return idOf(send(HttpMethod.POST, "/api/orders", ORDER));
	}

	private static String negated(String filter) {
		return filter.contains("=not.") ? filter.replace("=not.", "=") : filter.replace("=", "=not.");
	}

	private MvcTestResult list(String filter) {
		return get("ada", "/api/orders?filter=" + UriUtils.encode(filter, StandardCharsets.UTF_8));
	}

	private MvcTestResult get(String user, String uri) {
		return send(user, HttpMethod.GET, uri, "");
	}

	private MvcTestResult send(HttpMethod method, String uri, String body) {
		return send("ada", method, uri, body);
	}

	private MvcTestResult send(String user, HttpMethod method, String uri, String body) {
		return this.mvc.method(method)
			.uri(URI.create(uri))
			.headers((headers) -> headers.setBasicAuth(user, user))
			.contentType(MediaType.APPLICATION_JSON)
			.content(body)
			.exchange();
	}

	private static UUID idOf(MvcTestResult result) {
		String location = result.getResponse().getHeader("Location");
		return UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
	}

	private static void problem(MvcTestResult result, HttpStatus status, String detail) {
		MvcTestResultAssert problem = assertThat(result).hasStatus(status)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		problem.bodyJson().extractingPath("$.detail").isEqualTo(detail);
	}

	private int lines(UUID orderId) {
		return this.jdbc.sql("SELECT count(*) FROM order_details WHERE order_id = ?")
			.param(orderId)
			.query(Integer.class)
			.single();
	}

}

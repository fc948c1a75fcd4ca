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

package dev.pgrealtime.pgoutput;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TupleBuilder}.
 */
class TupleBuilderTests {

	private final Tuple one = new MessageBytes().int16(4)
		.text("grüße")
		.text("")
		.nullValue()
		.binary(new byte[] { 0, 7 })
		.decodeTuple();

	private final Tuple other = new MessageBytes().int16(2).unchanged().text("second").decodeTuple();

	@Test
	void valuesComeFromSeveralTuples() {
		TupleBuilder builder = new TupleBuilder(5);
		builder.set(0, this.other, 1);
		builder.set(1, this.one, 3);
		builder.set(2, this.one, 0);
		builder.set(3, this.one, 1);
		builder.set(4, this.one, 2);
		Tuple tuple = builder.build();
		assertThat(tuple.size()).isEqualTo(5);
		assertThat(tuple.text(0)).isEqualTo("second");
		assertThat(tuple.isBinary(1)).isTrue();
		assertThat(tuple.bytes(1)).containsExactly(0, 7);
		assertThat(tuple.text(2)).isEqualTo("grüße");
		assertThat(tuple.isBinary(2)).isFalse();
		assertThat(tuple.text(3)).isEmpty();
		assertThat(tuple.isNull(4)).isTrue();
		assertThat(tuple.sameValue(4, tuple)).isTrue();
	}

	@Test
	void whatIsNotSetIsNotSent() {
		TupleBuilder builder = new TupleBuilder(3);
		builder.set(1, this.other, 0);
		builder.setNull(2);
		assertThat(builder.isSet(0)).isFalse();
		assertThat(builder.isSet(1)).isFalse();
		assertThat(builder.isSet(2)).isTrue();
		Tuple tuple = builder.build();
		assertThat(tuple.isUnchanged(0)).isTrue();
		assertThat(tuple.isUnchanged(1)).isTrue();
		assertThat(tuple.isNull(2)).isTrue();
		assertThat(tuple.buffer()).isEmpty();
	}

	@Test
	void theLastValueCounts() {
		TupleBuilder builder = new TupleBuilder(2);
		builder.setNull(0);
		builder.set(0, this.other, 1);
		builder.set(1, this.other, 1);
		builder.setNull(1);
		Tuple tuple = builder.build();
		assertThat(tuple.text(0)).isEqualTo("second");
		assertThat(tuple.isNull(1)).isTrue();
	}

}

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

/**
 * What SQL makes of a condition: false, unknown or true, in this order. Where an image
 * does not tell the value of an attribute, all that can be said is between which of them
 * the truth lies.
 *
 * @param least the least it can be
 * @param most the most it can be
 */
record Truth(int least, int most) {

	static final Truth FALSE = new Truth(-1, -1);

	/**
	 * A comparison with SQL {@code NULL}.
	 */
	static final Truth NULL = new Truth(0, 0);

	static final Truth TRUE = new Truth(1, 1);

	/**
	 * Any of the three.
	 */
	static final Truth UNDECIDED = new Truth(-1, 1);

	static Truth of(boolean value) {
		return value ? TRUE : FALSE;
	}

	boolean isFalse() {
		return this.most < 0;
	}

	boolean isTrue() {
		return this.least > 0;
	}

	boolean mayBeTrue() {
		return this.most > 0;
	}

	Truth not() {
		return new Truth(-this.most, -this.least);
	}

	Truth or(Truth other) {
		return new Truth(Math.max(this.least, other.least), Math.max(this.most, other.most));
	}

	Truth and(Truth other) {
		return new Truth(Math.min(this.least, other.least), Math.min(this.most, other.most));
	}

}

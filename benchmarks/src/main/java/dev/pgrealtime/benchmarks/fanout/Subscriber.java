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

package dev.pgrealtime.benchmarks.fanout;

/**
 * One connection: looks for the numbers of events in what arrives, and for nothing else.
 */
final class Subscriber {

	private final Deliveries deliveries;

	private long next;

	private long number;

	private int missingDigits;

	private int padding;

	private boolean connected;

	Subscriber(Deliveries deliveries, long first) {
		this.deliveries = deliveries;
		this.next = first;
	}

	/**
	 * Take what has arrived.
	 * @param bytes holds it at its beginning
	 * @param length how much it is
	 * @return whether it is the first thing to arrive
	 */
	boolean receive(byte[] bytes, int length) {
		long now = System.nanoTime();
		int i = Math.min(this.padding, length);
		this.padding -= i;
		while (i < length) {
			byte value = bytes[i++];
			if (this.missingDigits > 0) {
				this.number = this.number * 10 + (value - '0');
				if (--this.missingDigits == 0) {
					numbered(now);
					this.padding = Math.max(0, NumberedText.PADDING - (length - i));
					i += NumberedText.PADDING - this.padding;
				}
			}
			else if (value == NumberedText.MARK) {
				this.number = 0;
				this.missingDigits = NumberedText.DIGITS;
			}
		}
		boolean first = !this.connected;
		this.connected = true;
		return first;
	}

	private void numbered(long now) {
		if (this.number != this.next) {
			throw new IllegalStateException("Event %d came instead of %d".formatted(this.number, this.next));
		}
		this.next++;
		this.deliveries.received(this.number, now);
	}

}

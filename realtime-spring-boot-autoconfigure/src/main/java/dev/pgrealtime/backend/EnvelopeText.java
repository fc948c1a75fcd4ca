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

package dev.pgrealtime.backend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.hub.HubEnvelope;

/**
 * Messages as text: the version of the format, position, length of the channel, length of
 * the tenant or {@code -} for none, and then channel, tenant and payload as they are.
 */
final class EnvelopeText {

	private static final Pattern FORMAT = Pattern.compile("1 (\\S+) (\\d{1,5}) (\\d{1,5}|-) (.*)", Pattern.DOTALL);

	private EnvelopeText() {
	}

	static String write(HubEnvelope envelope) {
		String tenant = envelope.tenant();
		return "1 " + envelope.position() + ' ' + envelope.channel().length() + ' '
				+ ((tenant != null) ? tenant.length() : "-") + ' ' + envelope.channel()
				+ ((tenant != null) ? tenant : "") + envelope.payload();
	}

	/**
	 * Read a message.
	 * @param text what was written
	 * @return the message
	 * @throws IllegalArgumentException if that is something else
	 */
	static HubEnvelope read(String text) {
		Matcher matcher = FORMAT.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("It is no message of this application, or of another version of it");
		}
		EventPosition position = EventPosition.parse(matcher.group(1));
		String rest = matcher.group(4);
		int tenantAt = Integer.parseInt(matcher.group(2));
		boolean hasTenant = !matcher.group(3).equals("-");
		int payloadAt = tenantAt + (hasTenant ? Integer.parseInt(matcher.group(3)) : 0);
		if (payloadAt > rest.length()) {
			throw new IllegalArgumentException("It was cut");
		}
		return new HubEnvelope(position, rest.substring(0, tenantAt),
				hasTenant ? rest.substring(tenantAt, payloadAt) : null, rest.substring(payloadAt));
	}

}

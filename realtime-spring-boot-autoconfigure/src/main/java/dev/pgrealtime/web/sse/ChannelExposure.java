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

package dev.pgrealtime.web.sse;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which channels may be seen from outside: those that are included and not excluded, with
 * {@code *} for all.
 *
 * @param include the names of the channels to expose
 * @param exclude the names of the channels to hide nevertheless
 */
public record ChannelExposure(Set<String> include, Set<String> exclude) {

	private static final String ALL = "*";

	public ChannelExposure {
		include = Set.copyOf(include);
		exclude = Set.copyOf(exclude);
	}

	/**
	 * Return whether a channel may be seen.
	 * @param channel the name of a channel, existing or not
	 * @return {@code true} if it may
	 */
	public boolean exposes(String channel) {
		return names(this.include, channel) && !names(this.exclude, channel);
	}

	/**
	 * Return the names that name nothing, probably by mistake.
	 * @param channels the channels that exist
	 * @return the names that are no channel's
	 */
	Set<String> unknown(Set<String> channels) {
		Set<String> unknown = new TreeSet<>(this.include);
		unknown.addAll(this.exclude);
		unknown.removeAll(channels);
		unknown.remove(ALL);
		return unknown;
	}

	private static boolean names(Set<String> names, String channel) {
		return names.contains(ALL) || names.contains(channel);
	}

}

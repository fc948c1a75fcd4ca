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

/**
 * What an update or delete tells of the row before.
 *
 * @param tuple the values, one for each column of the relation
 * @param keyOnly whether only the columns of the replica identity are told; the others
 * are {@link Tuple#isNull(int) null} in the tuple and that means unknown
 */
public record OldRow(Tuple tuple, boolean keyOnly) {

	static OldRow decode(MessageReader in, byte tag) {
		return new OldRow(Tuple.decode(in), tag == 'K');
	}

}

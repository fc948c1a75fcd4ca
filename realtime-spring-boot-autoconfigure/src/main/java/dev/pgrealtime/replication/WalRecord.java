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

package dev.pgrealtime.replication;

import java.nio.ByteBuffer;

import dev.pgrealtime.pgoutput.PgOutputMessage;

/**
 * A message of the stream on its way to a {@link WalHandler}.
 *
 * @param message the message
 * @param bytes the bytes that it was decoded from, not to be changed; keeping them, or
 * the message, keeps as much memory
 * @param unconfirmed the part of the stream that the message belongs to
 */
public record WalRecord(PgOutputMessage message, ByteBuffer bytes, Unconfirmed unconfirmed) {

}

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

package dev.pgrealtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says who may see a row of a {@link RealtimeEntity} in the streams that clients
 * subscribe to: {@code @RealtimeAuthorize("hasRole('STAFF') or entity.userId ==
 * authentication.name")}. Needs Spring Security, without which the application does not
 * start.
 * <p>
 * Both images of a change count. Who may see the old row only is told that the row
 * leaves, who may see the new one only is told that it enters, each without the other
 * image.
 * <p>
 * An expression that fails lets nobody see the row. Where it reads an attribute that an
 * image does not tell, as that of an old row without {@link ReplicaIdentity#FULL}, the
 * image is not seen either.
 * <p>
 * The streams of {@link RealtimeStreams} are for code of the application, which is
 * trusted: they are not restricted.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RealtimeAuthorize {

	/**
	 * A SpEL expression with the functions and properties of Spring Security
	 * ({@code hasRole}, {@code authentication}, {@code principal}, …), {@code entity} for
	 * the row and {@code @name} for a bean. It is read once, when the application starts,
	 * and evaluated for each principal with a stream and each change, on the thread that
	 * publishes: it must not wait for anything. A getter named after an attribute must
	 * read that attribute only. Of an association the identifier is known and nothing
	 * else: {@code entity.customer.id}.
	 * @return the expression
	 */
	String value();

}

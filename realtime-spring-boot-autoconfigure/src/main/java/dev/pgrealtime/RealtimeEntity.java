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
 * Marks a JPA entity whose committed changes are published as {@link RealtimeEvent}s,
 * whoever wrote them. On the root of an inheritance hierarchy it covers the subclasses.
 * <p>
 * What one transaction writes to the several tables of an entity, with {@code JOINED}
 * inheritance or a {@code @SecondaryTable}, is one event. Such a hierarchy is registered
 * at its root, and without a discriminator column an update of the root's table alone is
 * one of the root class, as the row does not tell the subclass.
 * <p>
 * The rest of the mapping is read from JPA: table, columns, converters, inheritance.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RealtimeEntity {

	/**
	 * The channel under which changes are streamed to browsers, the last part of the URL.
	 * Defaults to the name of the table, without its schema.
	 * @return the name of the channel, or an empty string for the default
	 */
	String channel() default "";

	/**
	 * How much of an old row is to be known.
	 * @return the replica identity that the table shall have
	 */
	ReplicaIdentity replicaIdentity() default ReplicaIdentity.FULL;

	/**
	 * The names of attributes that no event may carry, such as a password hash. They are
	 * left at the value that the constructor gave them, are listed as unknown, and appear
	 * in no stream. From PostgreSQL 15 on their columns are not published either, and so
	 * do not leave the database. The server allows that only where a replica identity
	 * does not have these columns: {@link ReplicaIdentity#FULL} becomes
	 * {@link ReplicaIdentity#DEFAULT} for the tables they are in.
	 * @return the names of attributes of the entity
	 */
	String[] exclude() default {};

	/**
	 * The attribute that says to which tenant a row belongs, such as {@code userId},
	 * {@code customer} for the identifier of an association, or with dots the path to it:
	 * a text, a whole number, a UUID or an enum. Streams to browsers then show to each
	 * tenant its own rows only, and none to a client that a {@link TenantResolver} finds
	 * no tenant for; a row that moves leaves one tenant and enters the other. Rows whose
	 * attribute is {@code null} are in no stream. Code of the application, listeners and
	 * {@link RealtimeStreams} among it, sees the rows of all tenants.
	 * <p>
	 * It takes the old row to know whose a row was: {@link ReplicaIdentity#DEFAULT} is
	 * taken for {@link ReplicaIdentity#FULL}. {@link ReplicaIdentity#UNCHANGED} is left
	 * alone and needs an identity that has the column. Where it is unknown whose a row
	 * was, only the tenant that has it now is shown it, and all others are told to
	 * reload. So they are where it is unknown whose a row is, as when an update leaves
	 * alone that one of several tables of the entity which has the column.
	 * @return the name of an attribute, or an empty string for that with Hibernate's
	 * {@code @TenantId}, if there is one
	 */
	String tenant() default "";

}

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

package dev.pgrealtime.mapping.hibernate

import dev.pgrealtime.RealtimeEntity
import dev.pgrealtime.ReplicaIdentity
import jakarta.persistence.Embeddable
import jakarta.persistence.Embedded
import jakarta.persistence.Entity
import jakarta.persistence.FetchType
import jakarta.persistence.Id
import jakarta.persistence.ManyToOne
import org.hibernate.annotations.JdbcTypeCode
import org.hibernate.type.SqlTypes
import java.time.Instant
import java.util.UUID

/**
 * An entity as Kotlin users have them: a data class with the compiler plugins for JPA.
 */
@Entity
@RealtimeEntity(replicaIdentity = ReplicaIdentity.DEFAULT)
data class Contact(
	@Id val id: UUID,
	val name: String,
	val phone: Phone,
	var email: String? = null,
	var visits: Int = 1,
	val points: Long? = 0,
	val active: Boolean = true,
	val since: Instant = Instant.EPOCH,
	@JdbcTypeCode(SqlTypes.ARRAY) val tags: List<String> = listOf("new"),
	@Embedded val address: PostalAddress? = null,
	@ManyToOne(fetch = FetchType.LAZY) val referrer: Contact? = null,
) {

	constructor(id: UUID, name: String, phone: String, address: PostalAddress?, referrer: Contact?) :
		this(id, name, Phone(phone), address = address, referrer = referrer)

}

@JvmInline
value class Phone(val number: String)

@Embeddable
data class PostalAddress(val street: String, val zip: String = "0000", val floor: Int? = null)

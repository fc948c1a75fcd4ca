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

/**
 * Entities as Hibernate maps them: the only place that sees Hibernate.
 * <p>
 * At start-up {@code Registrations} become {@code MappedHierarchy}s and these
 * {@code MappedTable}s. A relation of the stream makes a {@code RelationPlan} with an
 * {@code EntityPlan} for each class, whose {@code AttributeReader}s have found their
 * columns. A change becomes a {@code Row}, and the plan turns that into an event.
 * <p>
 * Entities with several tables take another way: {@code SplitHierarchy} knows their
 * tables, a {@code TransactionQueue} gathers the rows of each, and a {@code SplitPlan}
 * lays them side by side and goes on as if they were one {@code Row}.
 */
@NullMarked
package dev.pgrealtime.mapping.hibernate;

import org.jspecify.annotations.NullMarked;

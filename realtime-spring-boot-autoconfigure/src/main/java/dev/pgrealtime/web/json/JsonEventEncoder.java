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

package dev.pgrealtime.web.json;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.HubEnvelope;
import dev.pgrealtime.hub.filter.ChannelAttributes;
import dev.pgrealtime.hub.filter.InvalidFilterException;

/**
 * Writes an event as {@code {"model", "action", "old", "new", "changed", "position",
 * "commitTimestamp"}}, and a message of the application as {@code {"action": "MESSAGE",
 * "channel", "payload", "position"}}, on a single line of UTF-8.
 * <p>
 * Entities are written as the application's own mapper would, without the attributes that
 * are unknown, and with a to-one association as its identifier. {@code changed} holds the
 * names that the properties have in {@code new}. Safe for use by several threads.
 */
public final class JsonEventEncoder implements EventEncoder {

	private final AttributeFilters filters;

	private final ObjectWriter writer;

	private final ChannelProperties properties;

	private final LastTimestamp lastTimestamp = new LastTimestamp();

	/**
	 * Create an encoder.
	 * @param mapper the mapper of the application, which is left as it is
	 * @param entityManagerFactory knows the entities and their identifiers
	 * @param entities supplies the entities of the channels, from any thread
	 */
	public JsonEventEncoder(JsonMapper mapper, EntityManagerFactory entityManagerFactory,
			Supplier<? extends Collection<SentEntity>> entities) {
		EntityReferences references = new EntityReferences(entityManagerFactory);
		this.filters = new AttributeFilters(new AttributeNames(entityManagerFactory.getMetamodel()), references);
		JsonMapper entityMapper = mapper.rebuild()
			.addModule(new SimpleModule("realtime-entities").setSerializerModifier(this.filters))
			.filterProvider(new AttributeFilterProvider(mapper.serializationConfig().getFilterProvider()))
			.build();
		SentProperties sent = new SentProperties(entityMapper);
		this.properties = new ChannelProperties(entities, entityManagerFactory.getMetamodel(),
				new SentPaths(sent, this.filters, references));
		this.writer = entityMapper.writer()
			.without(SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRAP_ROOT_VALUE,
					SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
	}

	/**
	 * Return the attributes that may be filtered by: those that are written, under the
	 * names that they are written with. An attribute that is ignored, excluded or has a
	 * serializer of its own is none, so that nobody learns its value by asking.
	 * @return the attributes of all channels
	 */
	public ChannelAttributes attributes() {
		return this.properties;
	}

	@Override
	public byte[] encode(RealtimeEvent<?> event) {
		return encode(event, false, null);
	}

	@Override
	public byte[] encodeLeaving(RealtimeEvent<?> event) {
		return encode(event, true, null);
	}

	@Override
	public byte[] encode(HubEnvelope message) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(0);
		try (JsonGenerator generator = this.writer.createGenerator(out)) {
			generator.writeStartObject();
			generator.writeStringProperty("action", "MESSAGE");
			generator.writeStringProperty("channel", message.channel());
			generator.writeName("payload");
			generator.writeRawValue(message.payload());
			generator.writeStringProperty("position", message.position().toString());
			generator.writeEndObject();
		}
		return singleLine(out.toByteArray());
	}

	@Override
	public EventEncoder select(String channel, Set<String> attributes) {
		Set<String> names = this.properties.names(channel);
		attributes.stream().filter((attribute) -> !names.contains(attribute)).findFirst().ifPresent((attribute) -> {
			throw new IllegalArgumentException(
					"There is no attribute '%s' to select".formatted(InvalidFilterException.shorten(attribute)));
		});
		return new SelectiveEncoder(this, Set.copyOf(attributes));
	}

	byte[] encode(RealtimeEvent<?> event, boolean leaves, @Nullable Set<String> selection) {
		// The generator has a buffer of its own and most often writes once: no room ahead
		ByteArrayOutputStream out = new ByteArrayOutputStream(0);
		try (JsonGenerator generator = this.writer.createGenerator(out)) {
			write(event, leaves, selection, generator);
		}
		return singleLine(out.toByteArray());
	}

	/**
	 * Write an event.
	 * @param event the event
	 * @param generator where to write it
	 * @throws tools.jackson.core.JacksonException if an entity cannot be written
	 */
	public void write(RealtimeEvent<?> event, JsonGenerator generator) {
		write(event, false, null, generator);
	}

	private void write(RealtimeEvent<?> event, boolean leaves, @Nullable Set<String> selection,
			JsonGenerator generator) {
		generator.writeStartObject(event);
		generator.writeStringProperty("model", event.model());
		// A row leaves with an update, even if only the row before it is there
		generator.writeStringProperty("action", (leaves ? EventAction.UPDATE : event.action()).name());
		if (leaves) {
			generator.writeBooleanProperty("leaves", true);
		}
		generator.writeName("old");
		write(event.oldImage(), selection, generator);
		generator.writeName("new");
		write(event.newImage(), selection, generator);
		generator.writeArrayPropertyStart("changed");
		for (String property : this.filters.propertyNames(event.newEntity(), event.changedAttributes())) {
			if (selection == null || selection.contains(property)) {
				generator.writeString(property);
			}
		}
		generator.writeEndArray();
		generator.writeStringProperty("position", event.position().toString());
		generator.writeStringProperty("commitTimestamp", this.lastTimestamp.text(event.commitTimestamp()));
		generator.writeEndObject();
	}

	private void write(@Nullable EntityImage<?> image, @Nullable Set<String> selection, JsonGenerator generator) {
		if (image == null) {
			generator.writeNull();
			return;
		}
		boolean whole = image.unknownAttributes().isEmpty() && selection == null;
		ObjectWriter imageWriter = whole ? this.writer
				: this.writer.withAttribute(WrittenImage.class, new WrittenImage(image, selection));
		imageWriter.writeValue(generator, image.entity());
	}

	/**
	 * Blank line breaks, which JSON allows between tokens, and which a raw value of the
	 * application may contain. On the wire they would end the frame.
	 * @param json the JSON, which is changed
	 * @return the same array
	 */
	private static byte[] singleLine(byte[] json) {
		for (int i = 0; i < json.length; i++) {
			if (json[i] == '\n' || json[i] == '\r') {
				json[i] = ' ';
			}
		}
		return json;
	}

	/**
	 * The events of a transaction share one timestamp, which is written once for them.
	 */
	private static final class LastTimestamp {

		private volatile Written last = new Written(Instant.EPOCH, Instant.EPOCH.toString());

		String text(Instant timestamp) {
			Written written = this.last;
			if (!written.timestamp().equals(timestamp)) {
				written = new Written(timestamp, timestamp.toString());
				this.last = written;
			}
			return written.text();
		}

		private record Written(Instant timestamp, String text) {

		}

	}

}

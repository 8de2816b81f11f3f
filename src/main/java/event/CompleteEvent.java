package event;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.types.Time;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes a complete CloudEvent of a received event. Missing attributes that CloudEvents requires are added, and invalid attributes
 * are left out, so that no message from other publishers stops a handler.
 */
final class CompleteEvent {
    /** The type of a message without a type, named as in CloudEvents' adapters for AWS. */
    static final String MESSAGE = "com.amazonaws.sqs.Message";

    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]+");
    private static final Set<String> OWN =
            Set.of("specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype", "data");
    private static final Set<String> TRACING = Set.of("traceparent", "tracestate");

    private CompleteEvent() {}

    static CloudEvent of(ReceivedEvent event, String queue) {
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(event.id())
                .withType(text(event, "type").orElse(MESSAGE))
                .withSource(source(event, queue));
        text(event, "subject").ifPresent(builder::withSubject);
        text(event, "time").filter(Context::isTime).map(Time::parseTime).ifPresent(builder::withTime);
        text(event, "dataschema").flatMap(CompleteEvent::uri).ifPresent(builder::withDataSchema);
        data(event, builder);
        event.headers().forEach((header, value) -> extension(header).ifPresent(name -> extend(builder, name, value)));
        return builder.build();
    }

    private static void data(ReceivedEvent event, CloudEventBuilder builder) {
        if (event.headers().get("Content-Type") instanceof String contentType) {
            builder.withDataContentType(contentType);
        }
        if (event.body() instanceof byte[] bytes) {
            builder.withData(bytes);
        } else if (event.body() != null) {
            builder.withData(event.body().toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static URI source(ReceivedEvent event, String queue) {
        URI unnamed = URI.create("aws:sqs:" + queue);
        if (event.source().isBlank()) {
            return unnamed;
        }
        return uri(event.source()).or(() -> encoded(event.source())).orElse(unnamed);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            // CloudEvents requires a URI, but the text is not a URI.
            return Optional.empty();
        }
    }

    /** A text that is not a URI, such as {@code my shop}, with its characters percent-encoded. */
    private static Optional<URI> encoded(String text) {
        try {
            return Optional.of(new URI(null, null, text, null));
        } catch (URISyntaxException e) {
            // Some texts cannot be encoded, such as one that begins with two slashes.
            return Optional.empty();
        }
    }

    private static Optional<String> text(ReceivedEvent event, String name) {
        Object value = event.headers().get(HttpBinding.PREFIX + name);
        return value == null || value instanceof byte[]
                ? Optional.empty()
                : Optional.of(value.toString()).filter(text -> !text.isBlank());
    }

    private static Optional<String> extension(String header) {
        if (TRACING.contains(header)) {
            return Optional.of(header);
        }
        return Optional.of(header)
                .filter(HttpBinding::isAttribute)
                .map(name -> name.substring(HttpBinding.PREFIX.length()))
                .filter(name -> !OWN.contains(name) && EXTENSION.matcher(name).matches());
    }

    private static void extend(CloudEventBuilder builder, String name, Object value) {
        if (value instanceof Long number && number == number.intValue()) {
            // An integer is the only number of CloudEvents, and JSON shows it as a number.
            builder.withExtension(name, number.intValue());
        } else if (value instanceof Number number) {
            builder.withExtension(name, number);
        } else if (value instanceof byte[] bytes) {
            builder.withExtension(name, bytes);
        } else {
            builder.withExtension(name, value.toString());
        }
    }
}

package publishing;

import event.Identity;
import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import io.cloudevents.CloudEvent;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.aws2.sns.Sns2Configuration;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import publishing.Publication.SnsFields;

/**
 * Reads the messages to publish from an exchange.
 *
 * <p>A {@link CloudEvent}, a {@link Publication} or a collection of these is taken as events. Any other body becomes one message
 * as in Camel's {@code aws2-sns}: subject and structure come from their headers, and each header that passes the header filter
 * becomes an attribute. Unlike in Camel, a number becomes a {@code Number}, which numeric filters match, and a boolean becomes a
 * text.
 */
final class PublicationReader {
    private final SnsEndpoint endpoint;
    private final Sns2Configuration options;

    PublicationReader(SnsEndpoint endpoint) {
        this.endpoint = endpoint;
        this.options = endpoint.getConfiguration();
    }

    /** @throws event.EventRefusedException if an event cannot be sent as it is */
    List<Publication> read(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof Collection<?> several && several.stream().allMatch(PublicationReader::isEvent)) {
            return several.stream().map(event -> event(exchange, event)).toList();
        }
        return List.of(isEvent(body) ? event(exchange, body) : plain(exchange));
    }

    private static boolean isEvent(Object body) {
        return body instanceof CloudEvent || body instanceof Publication;
    }

    private Publication event(Exchange exchange, Object body) {
        if (body instanceof Publication publication) {
            return publication;
        }
        CloudEvent event = (CloudEvent) body;
        WireMessage message = WireFormat.encode(event);
        endpoint.limit().check(message.size());
        String deduplicationId = SnsId.of(new Identity(event.getId(), WireFormat.source(message)));
        SnsFields fields = new SnsFields(group(exchange), deduplicationId, null, null);
        return new Publication(event.getId(), message, fields);
    }

    private Publication plain(Exchange exchange) {
        Message message = exchange.getMessage();
        SnsFields fields = new SnsFields(
                group(exchange),
                endpoint.isFifo() ? deduplicationId(exchange) : null,
                message.getHeader(Sns2Constants.SUBJECT, options.getSubject(), String.class),
                message.getHeader(Sns2Constants.MESSAGE_STRUCTURE, options.getMessageStructure(), String.class));
        String body = Objects.requireNonNullElse(message.getBody(String.class), "");
        return new Publication(null, new WireMessage(body, attributes(exchange)), fields);
    }

    private String group(Exchange exchange) {
        // SNS passes the group of a standard topic on to standard queues, where SQS serves groups fairly.
        return options.getMessageGroupIdStrategy() == null
                ? null
                : options.getMessageGroupIdStrategy().getMessageGroupId(exchange);
    }

    private String deduplicationId(Exchange exchange) {
        return options.getMessageDeduplicationIdStrategy().getMessageDeduplicationId(exchange);
    }

    private Map<String, Attribute> attributes(Exchange exchange) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (!endpoint.getHeaderFilterStrategy().applyFilterToCamelHeaders(name, value, exchange)) {
                attribute(value).ifPresent(attribute -> attributes.put(name, attribute));
            }
        });
        return attributes;
    }

    private static Optional<Attribute> attribute(Object value) {
        if (value instanceof Number number) {
            return Optional.of(Attribute.number(number));
        } else if (value instanceof byte[] bytes) {
            return Optional.of(Attribute.binary(bytes));
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return Optional.of(Attribute.binary(bytes));
        } else if (value instanceof List<?> list) {
            return Optional.of(new Attribute("String.Array", array(list), null));
        } else if (value instanceof String || value instanceof Boolean || value instanceof Date) {
            return Optional.of(value.toString()).filter(text -> !text.isEmpty()).map(Attribute::string);
        }
        return Optional.empty();
    }

    private static String array(List<?> list) {
        return list.stream()
                .map(item -> item instanceof String ? "\"" + item + "\"" : String.valueOf(item))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}

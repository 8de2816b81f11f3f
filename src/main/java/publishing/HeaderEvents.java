package publishing;

import event.EventRefusedException;
import event.HttpBinding;
import event.JsonEvents;
import http.RequestHeaders;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * CloudEvents whose attributes are headers, as in CloudEvents' HTTP binding.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
 *     protocol binding</a>
 */
final class HeaderEvents {
    private static final String PREFIX = HttpBinding.PREFIX;
    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final String SPEC_VERSION = "ce-specversion";

    private HeaderEvents() {}

    /**
     * The event in an exchange. With {@code ce-specversion}, the sender has made the event, which must be complete. Without it,
     * missing attributes are added.
     *
     * @param defaults gives the values of missing attributes, by header name
     * @throws EventRefusedException if an attribute is missing or malformed
     */
    static CloudEvent event(Exchange exchange, EventData data, Map<String, Supplier<String>> defaults) {
        Map<String, String> headers = headers(exchange);
        if (data.contentType() != null) {
            headers.put("content-type", data.contentType());
        }
        if (headers.putIfAbsent(SPEC_VERSION, "1.0") == null) {
            defaults.forEach((name, value) -> headers.computeIfAbsent(name, missing -> value.get()));
        }
        for (String name : REQUIRED) {
            if (headers.getOrDefault(PREFIX + name, "").isEmpty()) {
                throw new EventRefusedException(name, "is missing");
            }
        }
        try {
            return numbers(
                    exchange.getMessage(),
                    HttpMessageFactory.createReader(headers, data.bytes()).toEvent());
        } catch (RuntimeException e) {
            throw JsonEvents.refused(e.getMessage());
        }
    }

    private static Map<String, String> headers(Exchange exchange) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        boolean encoded = FromHttp.is(exchange);
        exchange.getMessage().getHeaders().keySet().stream()
                .filter(HttpBinding::isAttribute)
                .forEach(name -> {
                    Object value = RequestHeaders.get(exchange, name).orElse(null);
                    if (value != null) {
                        String attribute = name.substring(PREFIX.length());
                        if (value instanceof Collection) {
                            throw new EventRefusedException(attribute, "is given more than once");
                        }
                        headers.put(name, encoded ? HttpBinding.decode(attribute, value.toString()) : value.toString());
                    }
                });
        return headers;
    }

    /** Keeps headers that are numbers as numeric attributes, so that numeric filters match them. */
    private static CloudEvent numbers(Message message, CloudEvent event) {
        CloudEventBuilder builder = CloudEventBuilder.v1(event);
        for (String name : event.getExtensionNames()) {
            if (message.getHeader(PREFIX + name) instanceof Number number) {
                builder.withExtension(name, number);
            }
        }
        return builder.build();
    }
}

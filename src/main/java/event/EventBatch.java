package event;

import io.cloudevents.CloudEvent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import process.SafeText;

/**
 * The events of a batch, as the body of the message that a batch handler gets. A bean or a route reads it as a
 * {@code List<CloudEvent>}. An endpoint that sends text or bytes, such as {@code https:}, sends it in CloudEvents' JSON batch
 * format.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format">JSON
 *     batch format</a>
 */
public final class EventBatch extends AbstractList<CloudEvent> {
    /** The media type of the JSON batch format. */
    public static final String CONTENT_TYPE = "application/cloudevents-batch+json";

    private final List<ReceivedEvent> received;
    private final List<CloudEvent> events;

    /**
     * @param received the events, in their order
     * @param queue the queue of the events, which gives the source of events without one
     */
    public EventBatch(List<ReceivedEvent> received, String queue) {
        this.received = List.copyOf(received);
        this.events =
                received.stream().map(event -> CompleteEvent.of(event, queue)).toList();
    }

    /** Lets Camel convert a batch to text, bytes or a stream. */
    public static void makeConvertible(CamelContext camel) {
        TypeConverterRegistry converters = camel.getTypeConverterRegistry();
        add(converters, String.class, EventBatch::json);
        add(converters, byte[].class, batch -> batch.json().getBytes(StandardCharsets.UTF_8));
        add(
                converters,
                InputStream.class,
                batch -> new ByteArrayInputStream(batch.json().getBytes(StandardCharsets.UTF_8)));
    }

    private static <T> void add(TypeConverterRegistry converters, Class<T> to, Function<EventBatch, T> conversion) {
        if (converters.lookup(to, EventBatch.class) == null) {
            converters.addTypeConverter(
                    to,
                    EventBatch.class,
                    new SimpleTypeConverter(false, (type, exchange, batch) -> conversion.apply((EventBatch) batch)));
        }
    }

    @Override
    public CloudEvent get(int index) {
        return events.get(index);
    }

    @Override
    public int size() {
        return events.size();
    }

    /**
     * The failures that an exception names, by the ids of the events.
     *
     * @throws MalformedAnswerException if the exception names an event that is not in the batch
     */
    public Map<String, Throwable> checked(PartialFailureException partial) throws MalformedAnswerException {
        Set<String> unknown = unknown(partial.failures().keySet());
        if (!unknown.isEmpty()) {
            throw new MalformedAnswerException(notThere(unknown), partial);
        }
        return partial.failures();
    }

    /** The ids among these that no event of this batch has. */
    Set<String> unknown(Collection<String> ids) {
        Set<String> unknown = new LinkedHashSet<>(ids);
        received.forEach(event -> unknown.remove(event.id()));
        return unknown;
    }

    /** The error text for such ids. */
    static String notThere(Collection<String> unknown) {
        return "no event of the batch has the id " + SafeText.shortened(String.join(", ", unknown), 200);
    }

    /** The message attributes of each event that are not headers, in the order of the events. */
    List<Map<?, ?>> attributes() {
        return received.stream()
                .<Map<?, ?>>map(event ->
                        event.headers().get(ReceivedEvent.ATTRIBUTES) instanceof Map<?, ?> others ? others : Map.of())
                .toList();
    }

    /** The events in CloudEvents' JSON batch format. */
    public String json() {
        return events.stream().map(JsonEvents::write).collect(Collectors.joining(",", "[", "]"));
    }
}

package history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.Progress;
import process.Json;
import telemetry.TraceLinks;
import topology.Topology;

/**
 * The history of an event: where it was published, and which subscribers have received it.
 *
 * @param id the event's id
 * @param published the topics it was published to, with the last time of each
 * @param subscribers the subscribers that have received it so far
 * @param expected the subscribers of those topics; {@code null} unless {@link #expectedBy} has added them
 * @param traces the traces that contain the event, of its last publications; {@code null} if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record History(
        String id,
        List<Published> published,
        List<Progress> subscribers,
        List<Expected> expected,
        List<EventTrace> traces) {
    /** A history without expected subscribers and traces. */
    public History(String id, List<Published> published, List<Progress> subscribers) {
        this(id, published, subscribers, null, null);
    }

    /** This history with the subscribers that the event should have, by the routes of an application. */
    public History expectedBy(Topology topology) {
        return new History(id, published, subscribers, new ExpectedSubscribers(topology).of(this), traces);
    }

    /** This history with its traces, and the links to them. */
    public History tracedBy(TraceLinks links) {
        List<EventTrace> all = Stream.concat(
                        published.stream().map(Published::trace),
                        subscribers.stream().map(Progress::trace))
                .filter(Objects::nonNull)
                .distinct()
                .map(trace -> new EventTrace(trace, links.to(trace).orElse(null)))
                .toList();
        return new History(id, published, subscribers, expected, all.isEmpty() ? null : all);
    }

    /** The answers of inboxes' clients; {@code null} if no client got the event. */
    @JsonProperty
    public List<ClientReceipt> receipts() {
        List<ClientReceipt> receipts = subscribers.stream()
                .map(ClientReceipt::of)
                .flatMap(Optional::stream)
                .toList();
        return receipts.isEmpty() ? null : receipts;
    }

    /** Whether the id came from several sources, so that these are several events. */
    public boolean severalSources() {
        return Stream.concat(
                                published.stream().map(Published::source),
                                subscribers.stream().map(Progress::source))
                        .distinct()
                        .count()
                > 1;
    }

    /** The history as one JSON object, times in ISO 8601. */
    public String toJson() {
        return Json.write(this);
    }
}

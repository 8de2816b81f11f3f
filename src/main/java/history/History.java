package history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import ledger.Progress;
import process.Json;
import topology.Topology;

/**
 * Where an event is.
 *
 * @param id the event's id
 * @param published the topics it was published to, with the last time of each
 * @param subscribers the subscribers that have received it so far
 * @param expected the subscribers of those topics; {@code null} if nobody has looked at the topology
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record History(String id, List<Published> published, List<Progress> subscribers, List<Expected> expected) {
    /** Without a look at the topology. */
    public History(String id, List<Published> published, List<Progress> subscribers) {
        this(id, published, subscribers, null);
    }

    /** This history with the subscribers that the event should have, by the routes of an application. */
    public History expectedBy(Topology topology) {
        return new History(id, published, subscribers, new ExpectedSubscribers(topology).of(this));
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

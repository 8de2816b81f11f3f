package history;

import java.util.List;
import java.util.stream.Stream;
import ledger.Progress;
import process.Json;

/**
 * Where an event is.
 *
 * @param id the event's id
 * @param published the topics it was published to, with the last time of each
 * @param subscribers the subscribers that have received it so far
 */
public record History(String id, List<Published> published, List<Progress> subscribers) {
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

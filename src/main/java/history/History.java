package history;

import java.util.List;
import ledger.Progress;
import process.Json;

/**
 * Where an event is.
 *
 * @param id the event's id
 * @param published the topics that it went out on, with the last time of each
 * @param subscribers who has received it so far
 */
public record History(String id, List<Published> published, List<Progress> subscribers) {
    /** The same as one JSON object, times in ISO 8601. */
    public String toJson() {
        return Json.write(this);
    }
}

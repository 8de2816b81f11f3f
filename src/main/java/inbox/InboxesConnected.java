package inbox;

import java.time.Instant;
import java.util.Map;
import topology.Inbox;

/** Who is connected to this process. It is an optional service of the Camel context. */
public interface InboxesConnected {
    /**
     * A connection of a client.
     *
     * @param since when the client connected
     * @param unanswered events that were sent to the client and have no answer yet
     */
    record Connected(Instant since, int unanswered) {}

    /** The connections to an inbox, by client. */
    Map<String, Connected> to(Inbox inbox);
}

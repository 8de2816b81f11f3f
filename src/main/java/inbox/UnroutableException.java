package inbox;

import java.util.List;
import topology.Inbox;

/** The permanent failure of an event that names no client of an inbox, or a client that does not exist. */
public final class UnroutableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnroutableException(String message) {
        super(message);
    }

    UnroutableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param clients the named clients that the inbox does not have */
    static UnroutableException unknown(Inbox inbox, List<String> clients) {
        return new UnroutableException("inbox %s has no client%s %s"
                .formatted(inbox.name(), clients.size() == 1 ? "" : "s", String.join(", ", clients)));
    }
}

package inbox;

import java.util.List;
import java.util.Optional;
import sqs.MessageCopy;
import telemetry.Destination;
import telemetry.Sending;
import telemetry.Traces;
import topology.Inbox;

/**
 * The copy of an event for one client. Its {@code send} span begins in the constructor, on the thread of the event's handler, and
 * the copy continues the trace of that span.
 */
final class CopyForClient {
    private final Inbox inbox;
    private final String client;
    private final Sending sending;
    private final MessageCopy copy;

    CopyForClient(Inbox inbox, String client, MessageCopy copy, Traces traces) {
        this.inbox = inbox;
        this.client = client;
        this.sending = traces.send(Destination.queue(inbox.queue(client).name()), copy.trace());
        this.copy = copy.traced(sending.headers());
    }

    String client() {
        return client;
    }

    /**
     * Sends the copy, and ends its span.
     *
     * @return whether the client exists
     */
    boolean send(Outboxes inboxes) throws InterruptedException {
        try {
            Optional<String> messageId = inboxes.send(client, copy);
            messageId.ifPresentOrElse(
                    sending::accepted, () -> sending.failed(UnroutableException.unknown(inbox, List.of(client))));
            return messageId.isPresent();
        } catch (InterruptedException | RuntimeException | Error e) {
            sending.failed(e);
            throw e;
        }
    }

    /** Ends the span of a copy that will not be sent. */
    void unsent(Throwable why) {
        sending.failed(why);
    }
}

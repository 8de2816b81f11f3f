package history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ledger.Progress;
import ledger.State;
import topology.Inbox;

/**
 * The answer of an inbox's client to an event.
 *
 * @param inbox the name of the inbox
 * @param client the client's name
 * @param state {@code DONE} once the client has received it
 * @param time when the state was recorded
 */
public record ClientReceipt(String inbox, String client, State state, Instant time) {
    /**
     * The queue of a client, as {@link Inbox} names it. If the name contains {@code -inbox-} several times, the last one counts.
     */
    private static final Pattern QUEUE =
            Pattern.compile("(?<inbox>.+)-inbox-(?<client>" + Inbox.CLIENT + ")(?<fifo>\\.fifo)?");

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    /** The receipt of a subscriber that is the queue of a client; empty for any other subscriber. */
    static Optional<ClientReceipt> of(Progress progress) {
        Matcher queue = QUEUE.matcher(progress.queue());
        if (!queue.matches()) {
            return Optional.empty();
        }
        String fifo = queue.group("fifo") == null ? "" : queue.group("fifo");
        return Optional.of(new ClientReceipt(
                queue.group("inbox") + fifo, queue.group("client"), progress.state(), progress.last()));
    }

    /** The receipt as text, such as {@code client 17: received 12:03:11}. */
    public String text() {
        return "client %s: %s %s".formatted(client, said(), CLOCK.format(time));
    }

    private String said() {
        return switch (state) {
            case DONE -> "received";
            case FAILED -> "failed";
            case DEAD, GIVEN_UP -> "given up";
            case EXPIRED -> "expired";
            case RELEASED -> "not answered, given back";
            case IN_PROGRESS -> "not answered, sent";
        };
    }
}

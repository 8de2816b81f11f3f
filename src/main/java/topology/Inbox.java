package topology;

import aws.Fifo;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The queues of a kind of clients: one queue a client, {@code <inbox>-inbox-<client>}.
 *
 * @param name such as {@code app}, or {@code app.fifo} for FIFO queues
 */
public record Inbox(String name) {
    /** What a client may be called: letters, digits, {@code -} and {@code _}. */
    public static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private static final String BETWEEN = "-inbox-";

    /**
     * The queue of a client.
     *
     * @throws IllegalArgumentException if no client can have that name
     */
    public Queue queue(String client) {
        if (!CLIENT.matcher(client).matches()) {
            throw new IllegalArgumentException(
                    "client '%s': allowed are 1 to 32 letters, digits, - and _".formatted(client));
        }
        return new Queue(isFifo() ? Fifo.named(prefix() + client) : prefix() + client);
    }

    /** The start of the names of all its queues. */
    public String prefix() {
        return Fifo.plain(name) + BETWEEN;
    }

    /** The client whose queue this is; empty for any other queue. */
    public Optional<String> client(Queue queue) {
        String name = queue.name();
        if (!name.startsWith(prefix()) || Fifo.is(name) != isFifo()) {
            return Optional.empty();
        }
        String client = Fifo.plain(name).substring(prefix().length());
        return Optional.of(client).filter(CLIENT.asMatchPredicate());
    }

    /** Whether each client gets its events in the order of their groups. */
    public boolean isFifo() {
        return Fifo.is(name);
    }
}

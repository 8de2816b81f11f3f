package topology;

import aws.Fifo;
import configuration.Rule;
import configuration.Rules;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An inbox: a queue for each client, named {@code <inbox>-inbox-<client>}, and one dead-letter queue for all clients.
 *
 * @param name such as {@code app}, or {@code app.fifo} for FIFO queues
 */
public record Inbox(String name) {
    /** The name that stands for the dead letters of all clients. */
    private static final String DEAD_LETTERS = "dead-letters";

    /**
     * The allowed names of clients: letters, digits, {@code -} and {@code _}. No client is called {@value #DEAD_LETTERS},
     * because its queue would have the name of the inbox's dead-letter queue.
     */
    public static final Pattern CLIENT = Pattern.compile("(?!" + DEAD_LETTERS + "$)[A-Za-z0-9_-]{1,32}");

    /** The same in words, as the end of "must be …". */
    public static final String ALLOWED_CLIENT =
            "1 to 32 letters, digits, - and _, and not " + DEAD_LETTERS + ", the inbox's own queue for dead letters";

    private static final String BETWEEN = "-inbox-";
    private static final int LONGEST_NAME = 36;

    /**
     * Accepts the name of an inbox. It is short enough for the queue of any client, and no queue can belong to two
     * inboxes.
     */
    public static Rule rule() {
        return Rules.rule(
                "the name of an inbox: 1 to %d letters, digits, - and _, with .fifo at the end for FIFO queues, without %s in it or -inbox at its end"
                        .formatted(LONGEST_NAME, BETWEEN),
                name -> Names.queue().objection(name).isEmpty()
                        && Fifo.plain(name).length() <= LONGEST_NAME
                        && !(Fifo.plain(name) + "-").contains(BETWEEN));
    }

    /**
     * The queue of a client.
     *
     * @throws IllegalArgumentException if no client can have that name
     */
    public Queue queue(String client) {
        if (!CLIENT.matcher(client).matches()) {
            throw new IllegalArgumentException("client '%s': must be %s".formatted(client, ALLOWED_CLIENT));
        }
        return named(client);
    }

    /** The queue for the dead letters of all clients. */
    public Queue deadLetters() {
        return named(DEAD_LETTERS);
    }

    private Queue named(String end) {
        return new Queue(isFifo() ? Fifo.named(prefix() + end) : prefix() + end);
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

    /** Whether the queue belongs to this inbox: a client's queue or the dead-letter queue. */
    public boolean owns(Queue queue) {
        return client(queue).isPresent() || queue.equals(deadLetters());
    }

    /** The inbox to whose client a queue of this name would belong; empty if no inbox has such a queue. */
    public static Optional<Inbox> ofClient(Queue queue) {
        String plain = Fifo.plain(queue.name());
        int between = plain.indexOf(BETWEEN);
        if (between < 1) {
            return Optional.empty();
        }
        String name = plain.substring(0, between);
        return Optional.of(new Inbox(queue.isFifo() ? Fifo.named(name) : name))
                .filter(inbox -> rule().objection(inbox.name()).isEmpty())
                .filter(inbox -> inbox.client(queue).isPresent());
    }

    /** The inbox whose dead-letter queue has this name; empty for any other queue. */
    public static Optional<Inbox> ofDeadLetters(Queue queue) {
        String plain = Fifo.plain(queue.name());
        if (!plain.endsWith(BETWEEN + DEAD_LETTERS)) {
            return Optional.empty();
        }
        String name = plain.substring(0, plain.length() - BETWEEN.length() - DEAD_LETTERS.length());
        return Optional.of(new Inbox(queue.isFifo() ? Fifo.named(name) : name));
    }

    /** Whether each client gets its events in the order of their groups. */
    public boolean isFifo() {
        return Fifo.is(name);
    }
}

package topology;

import configuration.Template;
import configuration.Template.Objection;
import java.util.Map;
import java.util.Optional;

/**
 * A route of the template {@code inbox-router}: it sends each event of a queue to clients of an inbox.
 *
 * @param queue the queue that it consumes
 */
public record RouterLine(String route, Queue queue, Inbox inbox) {
    /** The template of such a route. */
    public static final String TEMPLATE = "inbox-router";

    private static final String QUEUE = "queue";
    private static final String INBOX = "inbox";

    /** Declares the parameters that name the queue and the inbox. */
    public static Template declare(Template template) {
        return template.required(
                        QUEUE,
                        Names.queueToConsume(),
                        "The queue to consume: its name, or the ARN or URL of a queue of another account")
                .required(INBOX, Inbox.rule(), "The inbox whose clients get the events")
                .agreeing(RouterLine::objection);
    }

    static RouterLine of(String route, Map<String, String> parameters) {
        return new RouterLine(route, Queue.of(parameters.get(QUEUE)), new Inbox(parameters.get(INBOX)));
    }

    private static Optional<Objection> objection(Map<String, String> parameters) {
        RouterLine line = of("", parameters);
        if (line.inbox.isFifo() && !line.queue.isFifo()) {
            return Optional.of(new Objection(
                    QUEUE, "a FIFO queue, as the inbox is: a FIFO inbox keeps the order of the groups of its events"));
        }
        return line.inbox.owns(line.queue)
                ? Optional.of(new Objection(QUEUE, "another queue than those of the inbox: its events would go round"))
                : Optional.empty();
    }
}

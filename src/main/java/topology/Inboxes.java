package topology;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The inboxes of an application.
 *
 * @param served the inboxes whose clients connect to this application, by name
 * @param routers the routes that send events to clients, of these inboxes or of those of other applications
 */
public record Inboxes(List<InboxLine> served, List<RouterLine> routers) {
    /** No inboxes. */
    static final Inboxes NONE = new Inboxes(List.of(), List.of());

    /** The served inbox of that name. */
    public Optional<InboxLine> named(String name) {
        return served.stream().filter(line -> line.inbox().name().equals(name)).findFirst();
    }

    /** The served inbox to which a queue belongs, as a client's queue or as the dead-letter queue. */
    public Optional<InboxLine> of(Queue queue) {
        return served.stream().filter(line -> line.inbox().owns(queue)).findFirst();
    }

    /** All inboxes that routes here serve or send to, each once. */
    public Stream<Inbox> all() {
        return Stream.concat(
                        served.stream().map(InboxLine::inbox), routers.stream().map(RouterLine::inbox))
                .distinct();
    }
}

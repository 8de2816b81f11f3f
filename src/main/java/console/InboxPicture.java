package console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.ConfiguredRoute;
import inbox.ConnectedClients;
import inbox.ConnectedClients.ConnectedClient;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import process.Json;
import topology.Inbox;
import topology.InboxLine;
import topology.Topology;

/**
 * The inboxes of this application as JSON. Clients are not listed, because an inbox may have a thousand of them. Unknown
 * figures are absent.
 */
final class InboxPicture {
    private static final String NAME = "name";

    private final CamelContext camel;
    private final KnownClients known;

    /** @param known how many clients an inbox has */
    InboxPicture(CamelContext camel, KnownClients known) {
        this.camel = camel;
        this.known = known;
    }

    /** The inboxes that routes here serve or send to. An inbox that another application serves has no route. */
    ArrayNode draw(Topology topology) {
        ArrayNode inboxes = Json.array();
        topology.inboxes().all().forEach(inbox -> {
            ObjectNode drawn = inboxes.addObject().put(NAME, inbox.name()).put("fifo", inbox.isFifo());
            topology.inboxes().named(inbox.name()).ifPresent(line -> draw(line, drawn));
        });
        return inboxes;
    }

    private void draw(InboxLine line, ObjectNode drawn) {
        drawn.put("route", line.route());
        ConfiguredRoute.in(camel.getRegistry()).stream()
                .filter(route -> route.id().equals(line.route()))
                .forEach(route -> drawn.put("path", route.parameters().get("path")));
        line.topic().ifPresent(topic -> drawn.put("topic", topic.name()));
        TopologyPicture.filter(line.filter(), drawn);
        drawn.put("deadLetters", line.inbox().deadLetters().name()).put("idempotent", line.isIdempotent());
    }

    /** The queues for the dead letters of the inboxes that are served here. */
    Collection<String> deadLetters() {
        return served().stream().map(line -> line.inbox().deadLetters().name()).toList();
    }

    /** How many clients are connected to this process now, and how many clients there are. */
    ArrayNode now() throws InterruptedException {
        List<ConnectedClient> connected = ConnectedClients.of(camel).all();
        ArrayNode inboxes = Json.array();
        for (InboxLine line : served()) {
            Inbox inbox = line.inbox();
            List<ConnectedClient> clients = connected.stream()
                    .filter(client -> client.inbox().equals(inbox.name()))
                    .toList();
            ObjectNode drawn = inboxes.addObject()
                    .put(NAME, inbox.name())
                    .put("route", line.route())
                    .put("connected", clients.size())
                    .put(
                            "unanswered",
                            clients.stream()
                                    .mapToInt(ConnectedClient::unanswered)
                                    .sum());
            known.of(line).ifPresent(count -> drawn.put("clients", count));
        }
        return inboxes;
    }

    /** The requests to SQS in an hour, if somebody looks all the time. */
    long requestsAnHour() {
        return known.requestsAnHour();
    }

    private List<InboxLine> served() {
        return Topology.of(camel).inboxes().served();
    }
}

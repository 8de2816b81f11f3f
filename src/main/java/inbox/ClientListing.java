package inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import inbox.ConnectedClients.ConnectedClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ledger.LedgerUnavailableException;
import ledger.Pause;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topology.InboxLine;
import topology.provisioning.ClientQueues;
import topology.provisioning.ClientQueues.ClientQueue;

/**
 * The clients of inboxes, a page at a time: one request to SQS for each of the page, one for each thousand queues, and two or three
 * reads of the ledger.
 */
final class ClientListing {
    private static final Logger LOG = LoggerFactory.getLogger(ClientListing.class);

    private final CamelContext context;
    private final ClientQueues queues;

    ClientListing(CamelContext context, ClientQueues queues) {
        this.context = context;
        this.queues = queues;
    }

    /**
     * A page of clients, of all that there are.
     *
     * @param elsewhereUnknown true if the ledger does not say who is connected to other processes; {@code null} if it does
     */
    @JsonInclude(Include.NON_NULL)
    record Listed(List<Client> entries, int page, int pages, int clients, Boolean elsewhereUnknown) {}

    /**
     * A client of an inbox.
     *
     * @param configured whether the configuration names it; otherwise its queue was made by a request, or by others
     * @param waiting the events that wait for it; {@code null} if it has no queue
     * @param inFlight the events that were sent to it and have no answer; {@code null} if it has no queue
     * @param created when its queue was made; {@code null} if it has none
     * @param connectedSince when it connected; {@code null} if it is not connected, as far as is known
     * @param elsewhere true if it is connected to another process; {@code null} otherwise
     * @param unanswered the events that its connection to this process has not answered; {@code null} without a connection
     * @param pause the operator's pause of its inbox; {@code null} if the inbox is not paused
     */
    @JsonInclude(Include.NON_NULL)
    record Client(
            String inbox,
            String client,
            String queue,
            boolean configured,
            Integer waiting,
            Integer inFlight,
            Instant created,
            Instant connectedSince,
            Boolean elsewhere,
            Integer unanswered,
            Pause pause) {}

    private record NamedClient(InboxLine line, String client, Optional<String> url) {
        String inbox() {
            return line.inbox().name();
        }

        String queue() {
            return line.inbox().queue(client).name();
        }
    }

    /** The page that a request asks for. */
    Listed of(InboxesRequest request) {
        int page = request.page();
        int size = request.size();
        List<NamedClient> all = new ArrayList<>();
        request.lines().forEach(line -> {
            Map<String, Optional<String>> urls = new TreeMap<>();
            line.clients().forEach(client -> urls.put(client, Optional.empty()));
            queues.of(line.inbox()).forEach((client, url) -> urls.put(client, Optional.of(url)));
            urls.forEach((client, url) -> all.add(new NamedClient(line, client, url)));
        });
        pauses().ifPresent(Pauses::refresh);
        int first = (int) Math.min((long) (page - 1) * size, all.size());
        List<NamedClient> some = all.subList(first, Math.min(first + size, all.size()));
        Optional<Map<String, Instant>> elsewhere = elsewhere(some);
        List<Client> entries = some.stream()
                .map(client -> client(client, elsewhere.orElseGet(Map::of)))
                .toList();
        int pages = Math.max(1, (all.size() + size - 1) / size);
        return new Listed(entries, page, pages, all.size(), elsewhere.isPresent() ? null : Boolean.TRUE);
    }

    /** Since when clients are connected to other processes, by their queues; empty if the ledger does not say. */
    private Optional<Map<String, Instant>> elsewhere(List<NamedClient> clients) {
        ConnectedClients connected = ConnectedClients.of(context);
        try {
            return Optional.of(connected
                    .others()
                    .elsewhere(clients.stream()
                            .filter(client -> client.line().isIdempotent()
                                    && connected
                                            .find(client.inbox(), client.client())
                                            .isEmpty())
                            .map(NamedClient::queue)
                            .toList()));
        } catch (LedgerUnavailableException e) {
            LOG.debug("Who is connected to other processes is not known", e);
            return Optional.empty();
        }
    }

    private Client client(NamedClient place, Map<String, Instant> elsewhere) {
        Optional<ClientQueue> queue = place.url().flatMap(queues::look);
        Optional<ConnectedClient> connected = ConnectedClients.of(context).find(place.inbox(), place.client());
        Optional<Instant> other = Optional.ofNullable(elsewhere.get(place.queue()));
        return new Client(
                place.inbox(),
                place.client(),
                place.queue(),
                place.line().isConfigured(place.client()),
                queue.map(ClientQueue::waiting).orElse(null),
                queue.map(ClientQueue::inFlight).orElse(null),
                queue.map(ClientQueue::created).orElse(null),
                connected.map(ConnectedClient::since).or(() -> other).orElse(null),
                (connected.isEmpty() && other.isPresent()) ? Boolean.TRUE : null,
                connected.map(ConnectedClient::unanswered).orElse(null),
                pauses().flatMap(all -> all.of(place.line().route())).orElse(null));
    }

    private Optional<Pauses> pauses() {
        return Pauses.of(context);
    }
}

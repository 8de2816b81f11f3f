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
 * Lists the clients of inboxes, one page at a time. A page costs one request to SQS for each of its clients, one for each
 * thousand queues, and two or three reads of the ledger.
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
     * A page of the list of all clients.
     *
     * @param elsewhereUnknown true if the ledger does not answer, so that connections to other processes are not known; else
     *     {@code null}
     */
    @JsonInclude(Include.NON_NULL)
    record Listed(List<Client> entries, int page, int pages, int clients, Boolean elsewhereUnknown) {}

    /**
     * A client of an inbox.
     *
     * @param configured whether the configuration names the client; otherwise its queue was made by a request, or outside this
     *     application
     * @param waiting the number of events that wait for the client; {@code null} if it has no queue
     * @param inFlight the number of events that were sent to the client and have no answer; {@code null} if it has no queue
     * @param created when the client's queue was made; {@code null} if it has no queue
     * @param connectedSince when the client connected; {@code null} if no connection is known
     * @param elsewhere true if the client is connected to another process; else {@code null}
     * @param unanswered the number of events that its connection to this process has not answered; {@code null} without such a
     *     connection
     * @param pause the operator's pause of the inbox; {@code null} if the inbox is not paused
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

    /** The requested page. */
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

    /** Since when clients are connected to other processes, by their queues; empty if the ledger does not answer. */
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

    private Client client(NamedClient named, Map<String, Instant> elsewhere) {
        Optional<ClientQueue> queue = named.url().flatMap(queues::look);
        Optional<ConnectedClient> connected = ConnectedClients.of(context).find(named.inbox(), named.client());
        Optional<Instant> other = Optional.ofNullable(elsewhere.get(named.queue()));
        return new Client(
                named.inbox(),
                named.client(),
                named.queue(),
                named.line().isConfigured(named.client()),
                queue.map(ClientQueue::waiting).orElse(null),
                queue.map(ClientQueue::inFlight).orElse(null),
                queue.map(ClientQueue::created).orElse(null),
                connected.map(ConnectedClient::since).or(() -> other).orElse(null),
                (connected.isEmpty() && other.isPresent()) ? Boolean.TRUE : null,
                connected.map(ConnectedClient::unanswered).orElse(null),
                pauses().flatMap(all -> all.of(named.line().route())).orElse(null));
    }

    private Optional<Pauses> pauses() {
        return Pauses.of(context);
    }
}

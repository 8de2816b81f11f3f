package inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import http.Problem;
import http.RightNeededException;
import inbox.ConnectedClients.ConnectedClient;
import inbox.InboxesRequest.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.LedgerUnavailableException;
import ledger.Pause;
import ledger.Pauses;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.QueueDeletedRecentlyException;
import topology.InboxLine;
import topology.Topology;
import topology.provisioning.ClientQueues;
import topology.provisioning.ClientQueues.ClientQueue;

/**
 * Lists the clients of this application's inboxes over HTTP, and makes and deletes their queues, as {@code openapi.json}
 * describes. Each change is in the audit trail, before and after.
 */
public final class InboxesApi {
    private static final Logger LOG = LoggerFactory.getLogger(InboxesApi.class);
    private static final String PATH = "/caravan/inboxes";
    private static final int OK = 200;
    private static final int CREATED = 201;

    /** For so long SQS does not let a queue be made anew that was deleted. */
    private static final Duration UNTIL_MADE_AGAIN = Duration.ofSeconds(60);

    private final CamelContext context;
    private final ClientQueues queues;
    private final AuditTrail audit;

    InboxesApi(CamelContext context, ClientQueues queues, AuditTrail audit) {
        this.context = context;
        this.queues = queues;
        this.audit = audit;
    }

    /** A page of clients, of all that there are. */
    record Listed(List<Client> entries, int page, int pages, int clients) {}

    /**
     * A client of an inbox.
     *
     * @param configured whether the configuration names it; otherwise its queue was made by a request, or by others
     * @param waiting the events that wait for it; {@code null} if it has no queue
     * @param inFlight the events that were sent to it and have no answer; {@code null} if it has no queue
     * @param created when its queue was made; {@code null} if it has none
     * @param connectedSince when it connected to this process; {@code null} if it is not connected here
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
            Integer unanswered,
            Pause pause) {}

    /** A queue that was made or deleted. */
    @JsonInclude(Include.NON_NULL)
    record Changed(String inbox, String client, String queue, Integer discarded) {}

    private record NamedClient(InboxLine line, String client, Optional<String> url) {}

    /** {@code GET /caravan/inboxes}: lists the clients by name, with what waits for each, who is connected, and what is paused. */
    public void list(Exchange exchange) {
        InboxesRequest request = request(exchange);
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
        List<Client> entries = all.subList(first, Math.min(first + size, all.size())).stream()
                .map(this::client)
                .toList();
        answer(exchange, OK, new Listed(entries, page, Math.max(1, (all.size() + size - 1) / size), all.size()));
    }

    private Client client(NamedClient place) {
        Optional<ClientQueue> queue = place.url().flatMap(queues::look);
        Optional<ConnectedClient> connected =
                ConnectedClients.of(context).find(place.line().inbox().name(), place.client());
        return new Client(
                place.line().inbox().name(),
                place.client(),
                place.line().inbox().queue(place.client()).name(),
                place.line().isConfigured(place.client()),
                queue.map(ClientQueue::waiting).orElse(null),
                queue.map(ClientQueue::inFlight).orElse(null),
                queue.map(ClientQueue::created).orElse(null),
                connected.map(ConnectedClient::since).orElse(null),
                connected.map(ConnectedClient::unanswered).orElse(null),
                pauses().flatMap(all -> all.of(place.line().route())).orElse(null));
    }

    private Optional<Pauses> pauses() {
        return Pauses.of(context);
    }

    /** {@code POST /caravan/inboxes}: makes the queue of a client; one that is there stays as it is. */
    public void make(Exchange exchange) {
        Wanted wanted = request(exchange).body();
        Topology topology = topology();
        boolean isNew = queues.find(wanted.line().inbox(), wanted.client()).isEmpty();
        if (isNew) {
            audited(wanted, "make inbox", Map.of(), () -> queues.make(topology, wanted.line(), wanted.client()));
        } else {
            queues.make(topology, wanted.line(), wanted.client());
        }
        answer(exchange, isNew ? CREATED : OK, changed(wanted, null));
        exchange.getMessage()
                .setHeader(
                        "Location", String.join("/", PATH, wanted.line().inbox().name(), wanted.client()));
    }

    /** {@code DELETE /caravan/inboxes/{inbox}/{client}}: deletes the queue of a client; what waits only with {@code discard}. */
    public void delete(Exchange exchange) {
        InboxesRequest request = request(exchange);
        Wanted wanted = request.path();
        boolean discards = request.discards();
        ClientQueue queue = queues.find(wanted.line().inbox(), wanted.client())
                .orElseThrow(() -> InboxesRefusedException.unknown(
                        "client",
                        "inbox %s has no client %s"
                                .formatted(wanted.line().inbox().name(), wanted.client())));
        if (wanted.line().isConfigured(wanted.client())) {
            throw InboxesRefusedException.conflict(
                    "%s is in clients of route %s: remove it there, and caravan apply --prune deletes its queue"
                            .formatted(wanted, wanted.line().route()));
        }
        if (!queues.isRequested(topology(), wanted.line(), wanted.client())) {
            throw InboxesRefusedException.conflict(
                    "queue %s was not made by POST %s: delete it where it was made".formatted(wanted.queue(), PATH));
        }
        if (queue.messages() > 0 && !discards) {
            throw InboxesRefusedException.conflict(
                    "%d events wait for %s, as SQS counts: discard=true deletes them with its queue"
                            .formatted(queue.messages(), wanted));
        }
        audited(wanted, "delete inbox", Map.of("discarded", queue.messages()), () -> queues.delete(queue));
        answer(exchange, OK, changed(wanted, queue.messages()));
    }

    /** Answers a request that failed. */
    public void failed(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        problem(cause).answer(exchange.getMessage());
        if (cause instanceof QueueDeletedRecentlyException) {
            Problem.askToRetry(exchange.getMessage(), UNTIL_MADE_AGAIN);
        }
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof InboxesRefusedException refused) {
            return refused.problem();
        }
        if (cause instanceof RightNeededException needed) {
            return needed.problem();
        }
        if (cause instanceof QueueDeletedRecentlyException) {
            return Problem.of(
                    409,
                    "The queue was deleted less than %d seconds ago: SQS lets it be made again after that"
                            .formatted(UNTIL_MADE_AGAIN.toSeconds()));
        }
        if (cause instanceof LedgerUnavailableException) {
            return Problem.unavailable("The ledger does not answer");
        }
        if (cause instanceof SdkException) {
            LOG.warn("A request about inboxes failed, because AWS does not answer or refuses: {}", SafeText.of(cause));
            return Problem.unavailable("SQS does not answer or refuses");
        }
        LOG.error("A request about inboxes failed", cause);
        return Problem.of(500, "The operation failed; the log says why");
    }

    private void audited(Wanted wanted, String operation, Map<String, Integer> counts, Runnable change) {
        AuditEntry entry = audit.begin(wanted.queue(), wanted.by(), operation, wanted.toString(), null);
        try {
            change.run();
        } catch (RuntimeException e) {
            audit.end(entry, "failed: " + SafeText.of(e), Map.of());
            throw e;
        }
        audit.end(entry, "done", counts);
    }

    private static Changed changed(Wanted wanted, Integer discarded) {
        return new Changed(wanted.line().inbox().name(), wanted.client(), wanted.queue(), discarded);
    }

    private InboxesRequest request(Exchange exchange) {
        return new InboxesRequest(exchange, topology().inboxes());
    }

    private Topology topology() {
        return Topology.of(context);
    }

    private static void answer(Exchange exchange, int status, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*"); // Camel would send those of the request back
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(body));
    }
}

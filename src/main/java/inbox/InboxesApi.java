package inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import http.Problem;
import http.RightNeededException;
import inbox.InboxesRequest.Wanted;
import java.time.Duration;
import java.util.Map;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.LedgerUnavailableException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.QueueDeletedRecentlyException;
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

    /** How long SQS refuses to make a queue again after it was deleted. */
    private static final Duration UNTIL_MADE_AGAIN = Duration.ofSeconds(60);

    private final CamelContext context;
    private final ClientQueues queues;
    private final AuditTrail audit;

    InboxesApi(CamelContext context, ClientQueues queues, AuditTrail audit) {
        this.context = context;
        this.queues = queues;
        this.audit = audit;
    }

    /** A queue that was made or deleted. */
    @JsonInclude(Include.NON_NULL)
    record Changed(String inbox, String client, String queue, Integer discarded) {}

    /** {@code GET /caravan/inboxes}: lists the clients by name, with their waiting events, connections and pauses. */
    public void list(Exchange exchange) {
        answer(exchange, OK, new ClientListing(context, queues).of(request(exchange)));
    }

    /** {@code POST /caravan/inboxes}: makes the queue of a client; an existing queue stays as it is. */
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

    /**
     * {@code DELETE /caravan/inboxes/{inbox}/{client}}: deletes the queue of a client, with waiting events only if
     * {@code discard} is set.
     */
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
        message.removeHeaders("*"); // Camel would return the request's headers
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(body));
    }
}

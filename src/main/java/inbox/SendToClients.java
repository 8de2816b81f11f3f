package inbox;

import aws.Fifo;
import configuration.ConfiguredRoute;
import cost.Costs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.MessageCopy;
import sqs.MessageReader;
import telemetry.Traces;
import topology.Inbox;

/**
 * Sends the message of an exchange to the queue of each client that the event names, and returns once SQS has accepted all
 * copies. All copies are the same event, so the ledger, or the deduplication of a FIFO queue, recognizes a repeated copy.
 *
 * <p>If a client does not exist, the others still get the event. Then the exchange fails permanently, and names the client.
 */
public final class SendToClients extends ServiceSupport implements Processor {
    /** Exchange property: the name of the inbox. */
    public static final String INBOX = "CaravanInbox";

    /** Exchange property: a Simple expression that gives the clients. */
    public static final String CLIENTS = "CaravanClients";

    private static final int MOST_REQUESTS = 20;

    private final CamelContext context;
    private final SqsClient sqs;
    private final Map<String, Outboxes> routes = new ConcurrentHashMap<>();
    private ExecutorService requests;
    private Traces traces = Traces.OFF;

    SendToClients(CamelContext context, SqsClient sqs) {
        this.context = context;
        this.sqs = sqs;
    }

    @Override
    protected void doStart() {
        traces = Traces.of(context);
        requests = context.getExecutorServiceManager().newFixedThreadPool(this, "inboxes", MOST_REQUESTS);
    }

    @Override
    protected void doStop() {
        context.getExecutorServiceManager().shutdownGraceful(requests);
    }

    /** @throws UnroutableException if the event names no client, or a client that does not exist */
    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Outboxes inboxes = routes.computeIfAbsent(exchange.getFromRouteId(), route -> ofRoute(route, exchange));
        Set<String> clients =
                new NamedClients(inboxes.inbox(), exchange.getProperty(CLIENTS, String.class)).in(exchange);
        Message message = exchange.getMessage().getHeader(MessageReader.MESSAGE, Message.class);
        MessageCopy copy = MessageCopy.ofEvent(message, inboxes.inbox().isFifo());
        List<CopyForClient> copies = clients.stream()
                .map(client -> new CopyForClient(inboxes.inbox(), client, copy, traces))
                .toList();
        List<String> unknown = copies.size() == 1 ? sentToOne(inboxes, copies.get(0)) : sentToAll(inboxes, copies);
        if (!unknown.isEmpty()) {
            throw UnroutableException.unknown(inboxes.inbox(), unknown);
        }
    }

    private Outboxes ofRoute(String route, Exchange exchange) {
        Inbox inbox = new Inbox(exchange.getProperty(INBOX, String.class));
        // The copies of an event count towards the costs of the route that consumes it.
        return new Outboxes(sqs, inbox, Costs.of(context).consumer(route, isFifo(route)));
    }

    private boolean isFifo(String route) {
        return ConfiguredRoute.in(context.getRegistry()).stream()
                .filter(one -> one.id().equals(route))
                .anyMatch(one -> Fifo.is(one.parameters().get("queue")));
    }

    private static List<String> sentToOne(Outboxes inboxes, CopyForClient copy) throws InterruptedException {
        return copy.send(inboxes) ? List.of() : List.of(copy.client());
    }

    /** Every client is tried before the first failure counts, so that one bad queue keeps no other client waiting. */
    private List<String> sentToAll(Outboxes inboxes, List<CopyForClient> copies) throws InterruptedException {
        Map<CopyForClient, Future<Boolean>> answers = new LinkedHashMap<>();
        copies.forEach(copy -> answers.put(copy, requests.submit(() -> copy.send(inboxes))));
        List<String> unknown = new ArrayList<>();
        RuntimeException first = null;
        for (Map.Entry<CopyForClient, Future<Boolean>> answer : answers.entrySet()) {
            try {
                if (!answer.getValue().get()) {
                    unknown.add(answer.getKey().client());
                }
            } catch (ExecutionException e) {
                first = first == null ? failure(e.getCause()) : first;
            } catch (InterruptedException e) {
                answers.forEach((copy, other) -> {
                    if (other.cancel(true)) {
                        copy.unsent(e);
                    }
                });
                throw e;
            }
        }
        if (first != null) {
            throw first;
        }
        return unknown;
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException runtime ? runtime : new CompletionException(cause);
    }
}

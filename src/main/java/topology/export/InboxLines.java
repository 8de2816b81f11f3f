package topology.export;

import aws.Fifo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import topology.Inbox;
import topology.InboxLine;
import topology.Queue;
import topology.QueueAttributes;
import topology.QueueLine;
import topology.provisioning.Queues;

/**
 * Writes the queues of clients as routes of the template {@code inbox}, one route for each inbox. A single client's queue
 * imports the whole inbox, including the clients that requests have created.
 */
final class InboxLines {
    private static final String RETENTION = QueueAttributes.RETENTION.parameter();

    private final Queues queues;
    private final QueueLines described;
    private final Collection<Queue> found;
    private final List<SubscriptionLines.SubscriptionRoute> fanOuts;
    private final Set<Queue> written = new LinkedHashSet<>();
    private final Set<Inbox> refused = new LinkedHashSet<>();

    /**
     * @param found the queues to import
     * @param fanOuts the subscriptions of clients' queues
     */
    InboxLines(
            Queues queues,
            QueueLines described,
            Collection<Queue> found,
            List<SubscriptionLines.SubscriptionRoute> fanOuts) {
        this.queues = queues;
        this.described = described;
        this.found = found;
        this.fanOuts = new ArrayList<>(fanOuts);
    }

    /** Writes the inboxes, and the subscriptions that their routes cannot describe. */
    void add(Lines lines) {
        Set<Inbox> inboxes = new LinkedHashSet<>();
        List.copyOf(found).forEach(queue -> inbox(queue).ifPresent(inboxes::add));
        List<Lines.Block> blocks = new ArrayList<>();
        inboxes.forEach(inbox -> block(inbox).ifPresent(blocks::add));
        fanOuts.forEach(fanOut -> fanOut.add(lines));
        for (Lines.Block block : blocks) {
            lines.add(Fifo.plain(block.parameters().get(InboxLine.INBOX)), InboxLine.TEMPLATE, block);
        }
    }

    /** The queues that these routes describe. */
    Set<Queue> queues() {
        return written;
    }

    /** The block of a queue that is in no inbox. It says why, if the queue has the name of a client's queue. */
    Lines.Block explained(Queue queue, Lines.Block block) {
        return Inbox.ofClient(queue).filter(refused::contains).isPresent()
                ? block.saying(
                        "its name is that of a client's queue, but an inbox has one retention, one maxReceiveCount and one dead-letter queue for all its clients")
                : block;
    }

    private static Optional<Inbox> inbox(Queue queue) {
        return Inbox.ofClient(queue)
                .or(() -> Inbox.ofDeadLetters(queue))
                .filter(inbox -> Inbox.rule().objection(inbox.name()).isEmpty());
    }

    private Optional<Lines.Block> block(Inbox inbox) {
        List<ExistingClient> all = clients(inbox);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Queue> asked =
                found.stream().filter(queue -> inbox.client(queue).isPresent()).toList();
        ExistingClient model = all.stream()
                .filter(client -> asked.contains(client.queue()))
                .findFirst()
                .orElse(all.get(0));
        List<ExistingClient> clients = all.stream().filter(model::isLike).toList();
        OptionalInt attempts = attempts(model);
        if (attempts.isEmpty()
                || !clients.stream().map(ExistingClient::queue).toList().containsAll(asked)) {
            refused.add(inbox);
            return Optional.empty();
        }
        Lines.Block block = new Lines.Block()
                .with(InboxLine.INBOX, inbox.name())
                .with(
                        InboxLine.CLIENTS,
                        clients.stream().map(ExistingClient::name).collect(Collectors.joining(", ")));
        fanOuts.removeAll(new ClientSubscriptions(clients, fanOuts).addTo(block));
        unlessUsual(block, RETENTION, model.retention(), InboxLine.USUAL_RETENTION);
        unlessUsual(
                block, QueueLine.MAX_RECEIVE_COUNT, model.maxReceiveCount(), String.valueOf(InboxLine.MOST_RECEIVES));
        unlessUsual(block, QueueLine.MAX_ATTEMPTS, attempts.getAsInt(), QueueLine.USUAL_ATTEMPTS);
        SharedSettings shared = SharedSettings.of(clients);
        shared.addTo(block);
        block.saying(
                "AWS does not know the secret, the path and the origins of an inbox: add yours, such as secret = {{inbox.secret}}");
        all.stream()
                .filter(client -> !clients.contains(client))
                .forEach(client ->
                        block.saying("client %s is left out: its queue has retention = %s, maxReceiveCount = %s"
                                .formatted(client.name(), client.retention(), client.maxReceiveCount())));
        clients.forEach(client -> written.add(client.queue()));
        letters(inbox, shared);
        return Optional.of(block);
    }

    private static void unlessUsual(Lines.Block block, String parameter, Object value, Object usual) {
        if (!value.equals(usual)) {
            block.with(parameter, value.toString());
        }
    }

    /** The clients whose dead letters go to the queue of the inbox. */
    private List<ExistingClient> clients(Inbox inbox) {
        return queues.clients(inbox).entrySet().stream()
                .flatMap(entry -> queues
                        .find(entry.getValue())
                        .filter(there -> QueueLines.letters(there)
                                .filter(inbox.deadLetters()::equals)
                                .isPresent())
                        .map(there -> new ExistingClient(entry.getKey(), there, described.block(there)))
                        .stream())
                .toList();
    }

    /** The default number of attempts, or as many as the queue's receives allow; empty if they allow none. */
    private static OptionalInt attempts(ExistingClient client) {
        return IntStream.rangeClosed(1, QueueLine.USUAL_ATTEMPTS)
                .filter(attempts ->
                        QueueLine.leastReceives(client.queue(), attempts) <= Integer.parseInt(client.maxReceiveCount()))
                .max();
    }

    /** The dead-letter queue needs a route of its own only if it differs from the queue that the inbox would create. */
    private void letters(Inbox inbox, SharedSettings shared) {
        Queue letters = inbox.deadLetters();
        queues.find(letters).ifPresent(there -> {
            if (shared.imply(described.block(there))) {
                written.add(letters);
            } else {
                found.add(letters);
            }
        });
    }
}

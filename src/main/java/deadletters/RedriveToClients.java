package deadletters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import topology.Inbox;

/**
 * Sends back the dead letters that the clients of an inbox share, each to the queue of its client. A letter stays if it belongs
 * to no client, or if its client has no queue any more.
 */
final class RedriveToClients implements LetterAction {
    private static final Logger LOG = LoggerFactory.getLogger(RedriveToClients.class);

    private final Inbox inbox;
    private final Function<String, Redrive> toQueue;
    private final Job job;
    private final boolean dryRun;
    private final Map<String, Optional<Redrive>> ofQueues = new HashMap<>();

    /**
     * @param toQueue creates the redrive to the queue of that name; throws a {@link RefusedException} if there is no such queue
     */
    RedriveToClients(Inbox inbox, Function<String, Redrive> toQueue, Job job, boolean dryRun) {
        this.inbox = inbox;
        this.toQueue = toQueue;
        this.job = job;
        this.dryRun = dryRun;
    }

    @Override
    public List<Message> take(List<ReceivedLetter> letters, Predicate<ReceivedLetter> chosen) {
        Map<Optional<String>, List<ReceivedLetter>> byQueue = new LinkedHashMap<>();
        letters.forEach(letter -> byQueue.computeIfAbsent(queue(letter), first -> new ArrayList<>())
                .add(letter));
        List<Message> sent = new ArrayList<>();
        byQueue.forEach((queue, some) -> queue.flatMap(this::redrive)
                .ifPresentOrElse(redrive -> sent.addAll(redrive.take(some, chosen)), () -> left(queue, some, chosen)));
        return sent;
    }

    /** The queue of the letter's client. A letter may name any source, so other queues are not accepted. */
    private Optional<String> queue(ReceivedLetter letter) {
        return letter.client(inbox).map(client -> inbox.queue(client).name());
    }

    private Optional<Redrive> redrive(String queue) {
        return ofQueues.computeIfAbsent(queue, name -> {
            try {
                return Optional.of(toQueue.apply(name));
            } catch (RefusedException e) {
                LOG.warn("Dead letters of a client stay: {}", e.getMessage());
                return Optional.empty();
            }
        });
    }

    private void left(Optional<String> queue, List<ReceivedLetter> letters, Predicate<ReceivedLetter> chosen) {
        int number = (int) letters.stream().filter(chosen).count();
        if (!dryRun && number > 0) {
            LOG.warn(
                    "{} dead letters of inbox {} stay: {} is no client's queue",
                    number,
                    inbox.name(),
                    queue.orElse("?"));
            job.count(Count.NOT_SENT, number);
        }
    }

    @Override
    public void finish() {
        ofQueues.values().forEach(redrive -> redrive.ifPresent(Redrive::finish));
    }
}

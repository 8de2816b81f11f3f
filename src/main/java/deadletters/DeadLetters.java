package deadletters;

import deadletters.RefusedException.Reason;
import event.Identity;
import failure.LetterCause;
import history.EventHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.Author;
import ledger.LedgerTable;
import ledger.ParkedGroups;
import ledger.Progress;
import ledger.State;
import ledger.SubscriberEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import software.amazon.awssdk.services.sqs.SqsClient;
import sqs.MessageCopy;
import topology.Inbox;
import topology.Queue;

/**
 * Inspects the dead letters of queues, sends them back, edits them or deletes them.
 *
 * <p>Methods take the name of the source queue; its redrive policy names the dead-letter queue. Inspecting leaves each
 * letter in place and makes it visible again at once. Each change is recorded in the {@link AuditTrail}, before and
 * after.
 *
 * <p>Only one operation at a time goes through the letters of a queue. Others wait a few seconds and then fail with a {@link
 * RefusedException}; so does an operation on a queue that does not exist. Every method throws {@link
 * ledger.LedgerUnavailableException} if the ledger does not answer, and {@link
 * software.amazon.awssdk.core.exception.SdkException} if SQS does not. The work done until then is recorded, and a
 * repetition continues from there.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final SqsClient sqs;
    private final LedgerTable table;
    private final AuditTrail audit;
    private final Clock clock;
    private final Duration hidden;
    private final Whereabouts.Finder finder;

    /** @param auditKept how long the audit trail is kept */
    public DeadLetters(SqsClient sqs, LedgerTable table, Duration auditKept, Clock clock) {
        this(sqs, table, auditKept, clock, Duration.ofMinutes(2));
    }

    /** @param hidden the visibility timeout of letters while they are inspected */
    DeadLetters(SqsClient sqs, LedgerTable table, Duration auditKept, Clock clock, Duration hidden) {
        this(sqs, table, new AuditTrail(table, auditKept, clock), clock, hidden, Whereabouts::ofQueue);
    }

    private DeadLetters(
            SqsClient sqs,
            LedgerTable table,
            AuditTrail audit,
            Clock clock,
            Duration hidden,
            Whereabouts.Finder finder) {
        this.sqs = sqs;
        this.table = table;
        this.audit = audit;
        this.clock = clock;
        this.hidden = hidden;
        this.finder = finder;
    }

    /**
     * The same operations for the dead-letter queues of SNS subscriptions without a queue. They are named directly;
     * their letters can be inspected and discarded, but not sent back.
     */
    public DeadLetters ofSubscriptions() {
        return new DeadLetters(sqs, table, audit, clock, hidden, Whereabouts::ofSubscription);
    }

    /**
     * The queues that have a dead-letter queue, each with the approximate number of letters; most letters first. An inbox's
     * dead-letter queue is listed once, for all clients.
     */
    public List<QueueOfLetters> queues(Collection<String> queues) {
        List<QueueOfLetters> found = new ArrayList<>();
        for (String queue : queues) {
            try {
                Whereabouts place = finder.of(sqs, queue);
                if (!isOfClient(queue, place)) {
                    found.add(new QueueOfLetters(queue, place.name(), place.letters()));
                }
            } catch (RefusedException e) {
                LOG.debug("{} has no dead letters: {}", queue, e.getMessage());
            }
        }
        found.sort(Comparator.comparing(QueueOfLetters::letters).reversed().thenComparing(QueueOfLetters::queue));
        return found;
    }

    private static boolean isOfClient(String queue, Whereabouts place) {
        return Inbox.ofDeadLetters(new Queue(place.name()))
                .flatMap(inbox -> inbox.client(new Queue(queue)))
                .isPresent();
    }

    /** The names of all queues of the account and region with this prefix. */
    public List<String> queueNames(String beginning) {
        return sqs
                .listQueuesPaginator(
                        request -> request.queueNamePrefix(beginning).maxResults(1000))
                .queueUrls()
                .stream()
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    /** The letters of a queue, grouped by failure. */
    public Listing list(String queue, Selection selection, Page page, Job job) {
        return look(queue, selection, job).byFailure(page);
    }

    /** The letters of a queue, one by one, the oldest first. */
    public LetterPage letters(String queue, Selection selection, Page page, Job job) {
        return look(queue, selection, job).oneByOne(page);
    }

    /** Reads the letters of a queue, and leaves them in place. */
    public Look look(String queue, Selection selection, Job job) {
        try (LettersOfQueue letters = open(queue)) {
            List<Letter> chosen = letters.look(selection, job);
            return new Look(
                    queue,
                    letters.name(),
                    clock.instant(),
                    chosen,
                    letters.outOfSight(),
                    job.stopped().orElse(null));
        }
    }

    /** The parked groups of a queue whose letters were read. This takes one query, and one read for each hundred groups. */
    public WaitingGroups groups(Look look) {
        Set<String> ofLetters = look.letters().stream()
                .map(Letter::group)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return WaitingGroups.of(look, new ParkedGroups(table, clock).of(look.queue(), ofLetters));
    }

    /**
     * What became of events whose letters were sent back. This takes one read of the ledger for each hundred events.
     *
     * @param since when they were sent back; earlier failures do not count
     */
    public Aftermath aftermath(String queue, Collection<Identity> sent, Instant since) {
        Collection<Progress> known =
                new SubscriberEvents(table, queue, clock).of(sent).values();
        int done = 0;
        int deadAgain = 0;
        for (Progress progress : known) {
            if (progress.state() == State.DONE) {
                done++;
            } else if (isGivenUp(progress.state()) && progress.last().isAfter(since)) {
                deadAgain++;
            }
        }
        return new Aftermath(done, deadAgain, sent.size() - done - deadAgain, clock.instant());
    }

    private static boolean isGivenUp(State state) {
        return state == State.DEAD || state == State.GIVEN_UP;
    }

    /** One letter, by its message id or its event's id; empty if it cannot be seen. */
    public Optional<LetterDetail> show(String queue, String id, Job job) {
        try (LettersOfQueue letters = open(queue)) {
            return letters.find(id, job).map(this::detail);
        }
    }

    /** Sends letters back to their queue. */
    public Outcome redrive(String queue, Selection selection, Rate rate, boolean dryRun, Author by, Job job) {
        try (LettersOfQueue letters = open(queue)) {
            if (dryRun) {
                letters.redrive(selection, rate, Map.of(), true, job);
                return outcome("redrive", queue, true, job);
            }
            return audited(
                    "redrive",
                    queue,
                    selection.toString(),
                    null,
                    by,
                    job,
                    () -> letters.redrive(selection, rate, Map.of(), false, job));
        }
    }

    /**
     * Sends the letters of a parked group back in their order, and releases the group. A group that is not parked stays
     * untouched.
     */
    public Outcome release(String queue, String group, boolean dryRun, Author by, Job job) {
        try (LettersOfQueue letters = open(queue)) {
            if (dryRun) {
                letters.release(group, true, job);
                return outcome("release", queue, true, job);
            }
            return audited("release", queue, "group " + group, null, by, job, () -> letters.release(group, false, job));
        }
    }

    /**
     * Sends one letter back with a changed body or changed attributes. The audit trail keeps the original.
     *
     * @param id its message id, or the id of an event that has only one letter
     */
    public Outcome edit(String queue, String id, Edit edit, Author by, Job job) {
        refuseNone(edit);
        try (LettersOfQueue letters = open(queue)) {
            ReceivedLetter letter = found(letters, queue, id, job);
            edited(letter, edit);
            String messageId = letter.letter().messageId();
            try {
                return audited(
                        "edit",
                        queue,
                        "id " + messageId,
                        original(letter),
                        by,
                        job,
                        () -> letters.redrive(
                                Selection.id(messageId), Rate.UNLIMITED, Map.of(messageId, edit), false, job));
            } catch (IllegalArgumentException e) {
                throw new RefusedException(Reason.WRONG, id + " cannot be edited: " + e.getMessage());
            }
        }
    }

    /** What an edit would send, and how it differs; nothing is changed. */
    public EditPreview preview(String queue, String id, Edit edit, Job job) {
        refuseNone(edit);
        try (LettersOfQueue letters = open(queue)) {
            ReceivedLetter letter = found(letters, queue, id, job);
            return EditPreview.of(letter, edited(letter, edit));
        }
    }

    private static ReceivedLetter found(LettersOfQueue letters, String queue, String id, Job job) {
        return letters.find(id, job).orElseThrow(() -> new RefusedException(Reason.NOT_KNOWN, notKnown(queue, id)));
    }

    private static void refuseNone(Edit edit) {
        if (edit.isNone()) {
            throw new RefusedException(Reason.WRONG, "nothing to change: give a body, or attributes to set or remove");
        }
    }

    private static MessageCopy edited(ReceivedLetter letter, Edit edit) {
        return edit.of(MessageCopy.of(letter.message(), null).without(LetterCause.ATTRIBUTE));
    }

    /** Deletes letters for good. */
    public Outcome discard(String queue, Selection selection, boolean dryRun, Author by, Job job) {
        try (LettersOfQueue letters = open(queue)) {
            if (dryRun) {
                letters.discard(selection, true, job);
                return outcome("discard", queue, true, job);
            }
            return audited(
                    "discard",
                    queue,
                    selection.toString(),
                    null,
                    by,
                    job,
                    () -> letters.discard(selection, false, job));
        }
    }

    /** Who has changed the letters of a queue, the latest change first. */
    public List<AuditEntry> audit(String queue, int most) {
        return audit.of(queue, most);
    }

    /** The message about a letter that was not found. */
    public static String notKnown(String queue, String id) {
        return "no dead letter of " + queue + " has the message id or the event id " + id
                + "; it may be hidden at the moment, or behind others of its group";
    }

    /**
     * The approximate number of a queue's letters.
     *
     * @throws RefusedException if the queue does not exist or has no dead-letter queue
     */
    public int count(String queue) {
        return finder.of(sqs, queue).letters();
    }

    /**
     * Reads letters of a queue and leaves them in place, then runs a function before the lock is released.
     *
     * @param most the most letters to read, in the order of SQS
     * @param then gets the number of letters that were not read
     */
    public void look(String queue, int most, Consumer<ReceivedLetter> at, IntConsumer then) {
        try (LettersOfQueue letters = open(queue)) {
            letters.look(Extent.upTo(most), new Job(), seen -> seen.forEach(at));
            then.accept(letters.outOfSight());
        }
    }

    private LettersOfQueue open(String queue) {
        return LettersOfQueue.open(queue, finder.of(sqs, queue), table, hidden, clock);
    }

    private Outcome audited(
            String operation, String queue, String of, String original, Author by, Job job, Runnable work) {
        AuditEntry entry = audit.begin(queue, by, operation, of, original);
        try {
            work.run();
            Outcome outcome = outcome(operation, queue, false, job);
            String end = job.stopped().map(why -> "ended early: " + why).orElse("done");
            audit.end(entry, job.isCancelled() ? "cancelled" : end, outcome.counts());
            return outcome;
        } catch (RuntimeException e) {
            try {
                audit.end(entry, "failed: " + e.getMessage(), job.counts());
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private static Outcome outcome(String operation, String queue, boolean dryRun, Job job) {
        return new Outcome(
                operation, queue, dryRun, job.isCancelled(), job.stopped().orElse(null), job.counts(), job.sent());
    }

    private LetterDetail detail(ReceivedLetter letter) {
        return new LetterDetail(
                letter.letter(),
                letter.message().body(),
                letter.attributes(),
                new EventHistory(table).of(letter.letter().event()).orElse(null));
    }

    private static String original(ReceivedLetter letter) {
        Map<String, Object> original = new LinkedHashMap<>();
        original.put("messageId", letter.letter().messageId());
        original.put("event", letter.letter().event());
        original.put("group", letter.letter().group());
        original.put("body", letter.message().body());
        original.put("attributes", letter.attributes());
        return Json.write(original);
    }
}

package topology.provisioning;

import configuration.ConfigurationException;
import configuration.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import topology.Account;
import topology.DeclaredQueue;
import topology.Inbox;
import topology.Queue;
import topology.RedrivePolicy;
import topology.Tags;
import topology.Topic;

/** Compares configured queues with AWS, and creates or changes them. */
public final class Queues {
    static final String KIND = "queue";

    private static final String DEAD_LETTERS = "dead letters";

    /** The queues on a page. Without this number, SQS lists only the first 1,000 queues and returns no next page. */
    private static final int MOST_LISTED = 1000;

    private static final int SERVER_ERROR = 500;

    /** Stands for the account as long as the ARN of no resource is known. */
    private static final Account NOBODY = new Account("us-east-1", "000000000000");

    /** The longest retention of SQS, because the dead letters of a standard queue keep their age. */
    public static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(14);

    private final SqsClient sqs;
    private final Topics topics;
    private final String owner;
    private final Map<Queue, Optional<ExistingQueue>> known = new HashMap<>();

    public Queues(SqsClient sqs, Topics topics, String owner) {
        this.sqs = sqs;
        this.topics = topics;
        this.owner = owner;
    }

    /** A queue as SQS reports it. */
    public record ExistingQueue(Queue queue, String url, Map<QueueAttributeName, String> attributes) {
        public String arn() {
            return attributes.get(QueueAttributeName.QUEUE_ARN);
        }

        /**
         * Whether the endpoint reports all attributes. AWS leaves out a missing policy, but reports the retention of every
         * queue. An endpoint that reports no retention reports no policies either.
         */
        boolean isReportedInFull() {
            return attributes.containsKey(QueueAttributeName.MESSAGE_RETENTION_PERIOD);
        }

        boolean reports(QueueAttributeName attribute) {
            return isReportedInFull() || attributes.containsKey(attribute);
        }

        /** The attributes by the names that SQS gives them. */
        public Map<String, String> named() {
            Map<String, String> named = new TreeMap<>();
            attributes.forEach((name, value) -> named.put(name.toString(), value));
            return named;
        }

        /** Who may do what with the queue. */
        public QueuePolicy policy() {
            return QueuePolicy.of(attributes.get(QueueAttributeName.POLICY));
        }

        /** Where the dead letters go. */
        public RedrivePolicy redrive() {
            return RedrivePolicy.of(attributes.get(QueueAttributeName.REDRIVE_POLICY));
        }

        /** Messages that are visible, in flight or delayed. */
        int messages() {
            return count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                    + count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                    + count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
        }

        private int count(QueueAttributeName attribute) {
            return Integer.parseInt(attributes.getOrDefault(attribute, "0"));
        }
    }

    /**
     * Compares a queue with AWS.
     *
     * @throws ConfigurationException if the queue's policy would exceed the limits of SQS
     */
    PlanEntry plan(DeclaredQueue wanted) {
        excess(wanted).ifPresent(excess -> {
            throw new ConfigurationException(List.of("queue %s: with the topics that may send to it, its policy has %s"
                    .formatted(wanted.queue(), excess)));
        });
        return find(wanted.queue())
                .map(there -> compared(wanted, there))
                .orElseGet(
                        () -> described(PlanEntry.create(KIND, wanted.queue().name(), () -> create(wanted)), wanted));
    }

    /** What would exceed SQS's limits for the queue's policy with all configured senders; empty if nothing would. */
    public Optional<String> excess(DeclaredQueue wanted) {
        Optional<ExistingQueue> there = find(wanted.queue());
        Account account = there.map(ExistingQueue::arn)
                .map(Account::of)
                .orElseGet(() ->
                        new Account(sqs.serviceClientConfiguration().region().id(), "000000000000"));
        QueuePolicy policy = there.map(Queues::policy).orElseGet(() -> QueuePolicy.of(null));
        return wanted.senders().isEmpty() && wanted.access().isNone()
                ? Optional.empty()
                : policy.allowing(wanted, account).excess();
    }

    /** Reports a queue that others create. SQS may refuse to report a queue of another account. */
    PlanEntry plan(Queue theirs) {
        try {
            return find(theirs)
                    .map(there -> PlanEntry.leave(KIND, theirs.name()))
                    .orElseGet(() ->
                            PlanEntry.wait(KIND, theirs.name(), "for its owner to create it: no route here does"));
        } catch (SqsException e) {
            if (theirs.account().isEmpty() || e.statusCode() >= SERVER_ERROR || e.isThrottlingException()) {
                throw e;
            }
            return PlanEntry.wait(
                    KIND,
                    theirs.name(),
                    "until SQS answers for it: " + e.awsErrorDetails().errorCode());
        }
    }

    /** The queue, if it exists. */
    public Optional<ExistingQueue> find(Queue queue) {
        return known.computeIfAbsent(queue, this::asked);
    }

    /** All queues of this account and region. */
    List<Queue> all() {
        return startingWith(null);
    }

    /** All queues of this account and region whose names start with the prefix. */
    List<Queue> startingWith(String prefix) {
        return sqs
                .listQueuesPaginator(request -> request.queueNamePrefix(prefix).maxResults(MOST_LISTED))
                .queueUrls()
                .stream()
                .map(url -> new Queue(url.substring(url.lastIndexOf('/') + 1)))
                .toList();
    }

    /** The existing queues of the clients of an inbox, by client. */
    public SortedMap<String, Queue> clients(Inbox inbox) {
        SortedMap<String, Queue> clients = new TreeMap<>();
        startingWith(inbox.prefix())
                .forEach(queue -> inbox.client(queue).ifPresent(client -> clients.put(client, queue)));
        return clients;
    }

    /** The ARN of a queue that exists, or that an earlier step of the plan has created. */
    String madeArn(Queue queue) {
        return find(queue)
                .orElseThrow(() -> new IllegalStateException("queue " + queue + " is not there"))
                .arn();
    }

    /** Whether this application created the queue because its configuration said so, so that a prune may delete it. */
    boolean isOurs(ExistingQueue queue) {
        return isOurs(tags(queue));
    }

    boolean isOurs(Map<String, String> tags) {
        return owner.equals(tags.get(Tags.OWNER)) && !tags.containsKey(Tags.INBOX);
    }

    /** The name of the inbox for whose client this application created the queue on request. */
    Optional<String> inbox(Map<String, String> tags) {
        return owner.equals(tags.get(Tags.OWNER)) ? Optional.ofNullable(tags.get(Tags.INBOX)) : Optional.empty();
    }

    /** Removes the permission that was added to the queue's policy for a topic. */
    void disallow(String topicArn, ExistingQueue queue) {
        QueuePolicy rest = policy(queue).without(topicArn, queue.arn());
        set(queue, Map.of(QueueAttributeName.POLICY, rest.jsonOrNothing()));
    }

    /** Whether the queue's policy has the permission added for a topic. */
    boolean allows(String topicArn, ExistingQueue queue) {
        QueuePolicy policy = policy(queue);
        return !policy.without(topicArn, queue.arn()).equals(policy);
    }

    /** The ARNs of the topics that the queue's policy allows to send by statements such as Caravan's. */
    Set<String> senders(ExistingQueue queue) {
        return policy(queue).senders(queue.arn());
    }

    public Map<String, String> tags(ExistingQueue queue) {
        return sqs.listQueueTags(request -> request.queueUrl(queue.url())).tags();
    }

    void delete(ExistingQueue queue) {
        sqs.deleteQueue(request -> request.queueUrl(queue.url()));
    }

    private Optional<ExistingQueue> asked(Queue queue) {
        try {
            String url = sqs.getQueueUrl(request -> request.queueName(queue.plainName())
                            .queueOwnerAWSAccountId(queue.account().orElse(null)))
                    .queueUrl();
            return Optional.of(new ExistingQueue(
                    queue,
                    url,
                    sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                            .attributes()));
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    private static PlanEntry described(PlanEntry step, DeclaredQueue wanted) {
        if (wanted.isForDeadLetters() && wanted.settings().retention().isEmpty()) {
            step.with("retention", Durations.text(DEAD_LETTER_RETENTION));
        }
        AttributePlan.describe(step, wanted.settings());
        wanted.redrive().ifPresent(redrive -> step.with(DEAD_LETTERS, text(redrive)));
        wanted.senders().forEach(topic -> step.with("policy", "lets topic " + topic + " send"));
        QueuePolicy.of(null)
                .missing(wanted.access(), NOBODY.arn(wanted.queue()))
                .forEach(what -> step.with("policy", what));
        return step;
    }

    private void create(DeclaredQueue wanted) {
        Map<QueueAttributeName, String> attributes = byName(AttributePlan.ofNew(wanted.settings()));
        if (wanted.isForDeadLetters()) {
            attributes.putIfAbsent(
                    QueueAttributeName.MESSAGE_RETENTION_PERIOD, String.valueOf(DEAD_LETTER_RETENTION.toSeconds()));
        }
        if (wanted.queue().isFifo()) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        Map<String, String> tags = new TreeMap<>(wanted.settings().tags());
        tags.put(Tags.OWNER, owner);
        try {
            sqs.createQueue(request -> request.queueName(wanted.queue().name())
                    .attributes(attributes)
                    .tags(tags));
        } catch (QueueNameExistsException e) {
            // Someone else created the queue first, with other attributes: a new plan respects them.
            throw new OvertakenException(e);
        }
        known.remove(wanted.queue());
        ExistingQueue created = find(wanted.queue())
                .orElseThrow(() -> new IllegalStateException("queue " + wanted.queue() + " was created and is gone"));
        Map<QueueAttributeName, String> rest =
                byName(AttributePlan.afterwards(wanted.settings(), Account.of(created.arn())));
        QueuePolicy reported = policy(created);
        QueuePolicy policy = allowing(wanted, created);
        if (!policy.equals(reported)) {
            rest.put(QueueAttributeName.POLICY, policy.json());
        }
        wanted.redrive()
                .map(this::redrive)
                .ifPresent(redrive -> rest.put(QueueAttributeName.REDRIVE_POLICY, redrive.json()));
        set(created, rest);
    }

    private PlanEntry compared(DeclaredQueue wanted, ExistingQueue there) {
        PlanEntry step = PlanEntry.leave(KIND, wanted.queue().name());
        Map<QueueAttributeName, Supplier<String>> changes = new LinkedHashMap<>();
        byName(new AttributePlan(wanted.settings(), there.named(), there.isReportedInFull(), Account.of(there.arn()))
                        .compare(step))
                .forEach((name, value) -> changes.put(name, () -> value));
        compareRedrive(step, wanted, there, changes);
        comparePolicy(step, wanted, there, changes);
        if (!changes.isEmpty()) {
            step.then(() -> {
                Map<QueueAttributeName, String> values = new EnumMap<>(QueueAttributeName.class);
                changes.forEach((name, value) -> values.put(name, value.get()));
                set(there, values);
            });
        }
        compareTags(step, wanted, there);
        return step;
    }

    private void compareRedrive(
            PlanEntry step,
            DeclaredQueue wanted,
            ExistingQueue there,
            Map<QueueAttributeName, Supplier<String>> changes) {
        RedrivePolicy reported = there.redrive();
        if (wanted.isWithoutDeadLetters() && !reported.isNone()) {
            step.change(DEAD_LETTERS, text(reported), "none");
            changes.put(QueueAttributeName.REDRIVE_POLICY, () -> "");
        }
        if (wanted.redrive().isEmpty()) {
            return;
        }
        DeclaredQueue.RedriveTarget redrive = wanted.redrive().get();
        Optional<RedrivePolicy> known =
                find(redrive.to()).map(to -> new RedrivePolicy(to.arn(), redrive.maxReceiveCount()));
        boolean isTheirs = !reported.isNone() && !reported.leadsTo(known) && !redrive.isWritten();
        if (isTheirs) {
            step.left("dead letters go to " + reported.deadLetterTargetArn() + ", set by others");
        }
        RedrivePolicy to = isTheirs ? reported : known.orElse(new RedrivePolicy("", 0));
        int count =
                redrive.isCountWritten() || reported.isNone() ? redrive.maxReceiveCount() : reported.maxReceiveCount();
        if (isTheirs || reported.leadsTo(known)) {
            if (count != reported.maxReceiveCount()) {
                RedrivePolicy counted = new RedrivePolicy(to.deadLetterTargetArn(), count);
                step.change(DEAD_LETTERS, text(reported), text(counted));
                changes.put(QueueAttributeName.REDRIVE_POLICY, counted::json);
            }
        } else {
            step.change(
                    DEAD_LETTERS,
                    reported.isNone() ? null : text(reported),
                    "%s after %d receives".formatted(redrive.to(), count));
            changes.put(
                    QueueAttributeName.REDRIVE_POLICY, () -> new RedrivePolicy(madeArn(redrive.to()), count).json());
        }
    }

    private void comparePolicy(
            PlanEntry step,
            DeclaredQueue wanted,
            ExistingQueue there,
            Map<QueueAttributeName, Supplier<String>> changes) {
        if (wanted.senders().isEmpty() && wanted.access().isNone()) {
            return;
        }
        if (!there.reports(QueueAttributeName.POLICY)) {
            step.notReported("policy");
            return;
        }
        QueuePolicy reported = policy(there);
        List<String> missing = new ArrayList<>();
        for (Topic sender : wanted.senders()) {
            Optional<String> arn = topics.arn(sender);
            if (arn.isEmpty() || !reported.lets(arn.get(), there.arn())) {
                missing.add("lets topic " + sender + " send");
            }
        }
        missing.addAll(reported.missing(wanted.access(), there.arn()));
        missing.forEach(what -> step.change("policy", null, what));
        if (!missing.isEmpty()) {
            changes.put(QueueAttributeName.POLICY, () -> allowing(wanted, there).json());
        }
    }

    private void compareTags(PlanEntry step, DeclaredQueue wanted, ExistingQueue there) {
        if (wanted.settings().tags().isEmpty()) {
            return;
        }
        Map<String, String> missing =
                AttributePlan.missingTags(step, wanted.settings().tags(), tags(there));
        if (!missing.isEmpty()) {
            step.then(
                    () -> sqs.tagQueue(request -> request.queueUrl(there.url()).tags(missing)));
        }
    }

    private static Map<QueueAttributeName, String> byName(Map<String, String> attributes) {
        Map<QueueAttributeName, String> named = new EnumMap<>(QueueAttributeName.class);
        attributes.forEach((name, value) -> named.put(QueueAttributeName.fromValue(name), value));
        return named;
    }

    private QueuePolicy allowing(DeclaredQueue wanted, ExistingQueue there) {
        QueuePolicy policy = policy(there);
        for (Topic sender : wanted.senders()) {
            policy = policy.allowing(topics.made(sender), there.arn());
        }
        return policy.allowing(wanted.access(), there.arn());
    }

    private static QueuePolicy policy(ExistingQueue there) {
        return there.policy();
    }

    private RedrivePolicy redrive(DeclaredQueue.RedriveTarget redrive) {
        return new RedrivePolicy(madeArn(redrive.to()), redrive.maxReceiveCount());
    }

    private void set(ExistingQueue queue, Map<QueueAttributeName, String> attributes) {
        if (!attributes.isEmpty()) {
            sqs.setQueueAttributes(request -> request.queueUrl(queue.url()).attributes(attributes));
        }
    }

    private static String text(DeclaredQueue.RedriveTarget redrive) {
        return "%s after %d receives".formatted(redrive.to(), redrive.maxReceiveCount());
    }

    private static String text(RedrivePolicy reported) {
        return "%s after %d receives".formatted(reported.target(), reported.maxReceiveCount());
    }
}

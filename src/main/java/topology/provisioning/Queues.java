package topology.provisioning;

import configuration.ConfigurationException;
import configuration.Durations;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import topology.Account;
import topology.DeclaredQueue;
import topology.Queue;
import topology.RedrivePolicy;
import topology.Tags;
import topology.Topic;

/** Compares configured queues with AWS, and creates or changes them. */
public final class Queues {
    static final String KIND = "queue";

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
        String arn() {
            return attributes.get(QueueAttributeName.QUEUE_ARN);
        }

        /**
         * Whether the endpoint reports all attributes. AWS reports no policy if there is none, but reports every
         * queue's retention. An endpoint without retention has no policies either.
         */
        boolean isReportedInFull() {
            return attributes.containsKey(QueueAttributeName.MESSAGE_RETENTION_PERIOD);
        }

        boolean reports(QueueAttributeName attribute) {
            return isReportedInFull() || attributes.containsKey(attribute);
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

    /** What would exceed SQS's limits for the queue's policy, with all configured senders. */
    public Optional<String> excess(DeclaredQueue wanted) {
        Optional<ExistingQueue> there = find(wanted.queue());
        Account account = there.map(ExistingQueue::arn)
                .map(Account::of)
                .orElseGet(() ->
                        new Account(sqs.serviceClientConfiguration().region().id(), "000000000000"));
        QueuePolicy policy = there.map(Queues::policy).orElseGet(() -> QueuePolicy.of(null));
        return wanted.senders().isEmpty()
                ? Optional.empty()
                : policy.allowing(wanted, account).excess();
    }

    /** Reports a queue that others create. */
    PlanEntry plan(Queue theirs) {
        return find(theirs)
                .map(there -> PlanEntry.leave(KIND, theirs.name()))
                .orElseGet(
                        () -> PlanEntry.wait(KIND, theirs.name(), "for its owner to create it: no fan-out here does"));
    }

    /** The queue, if it exists. */
    public Optional<ExistingQueue> find(Queue queue) {
        return known.computeIfAbsent(queue, this::asked);
    }

    /** The ARN of a queue that this plan has created before. */
    String madeArn(Queue queue) {
        return find(queue)
                .orElseThrow(() -> new IllegalStateException("queue " + queue + " is not there"))
                .arn();
    }

    /** Whether this application created the queue. */
    boolean isOurs(ExistingQueue queue) {
        return owner.equals(tags(queue).get(Tags.OWNER));
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

    /** The ARNs of the topics that the queue's policy lets send, as far as Caravan added them. */
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
            String url =
                    sqs.getQueueUrl(request -> request.queueName(queue.name())).queueUrl();
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
        if (wanted.isForDeadLetters()) {
            step.with("retention", Durations.text(DEAD_LETTER_RETENTION));
        }
        Setting.of(wanted.settings()).forEach(setting -> step.with(setting.name(), setting.text()));
        wanted.settings().tags().forEach((key, value) -> step.with("tag " + key, value));
        wanted.redrive().ifPresent(redrive -> step.with("dead letters", text(redrive)));
        wanted.senders().forEach(topic -> step.with("policy", "lets topic " + topic + " send"));
        return step;
    }

    private void create(DeclaredQueue wanted) {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        Setting.of(wanted.settings()).forEach(setting -> attributes.putAll(setting.attributes()));
        if (wanted.isForDeadLetters()) {
            attributes.put(
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
            // Another instance created the queue first, and its attributes have changed since: respect them.
            throw new OvertakenException(e);
        }
        known.remove(wanted.queue());
        ExistingQueue created = find(wanted.queue())
                .orElseThrow(() -> new IllegalStateException("queue " + wanted.queue() + " was created and is gone"));
        Map<QueueAttributeName, String> rest = new EnumMap<>(QueueAttributeName.class);
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
        for (Setting setting : Setting.of(wanted.settings())) {
            compare(step, setting, there, changes);
        }
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

    private static void compare(
            PlanEntry step, Setting setting, ExistingQueue there, Map<QueueAttributeName, Supplier<String>> changes) {
        Optional<String> reported = setting.reported().apply(there.attributes());
        if (reported.isEmpty() && !there.isReportedInFull()) {
            step.notReported(setting.name());
            return;
        }
        String value = reported.orElse(setting.otherwise());
        if (!setting.text().equals(value)) {
            step.change(setting.name(), value, setting.text());
            setting.attributesInsteadOf()
                    .apply(there.attributes())
                    .forEach((name, wanted) -> changes.put(name, () -> wanted));
        }
    }

    private void compareRedrive(
            PlanEntry step,
            DeclaredQueue wanted,
            ExistingQueue there,
            Map<QueueAttributeName, Supplier<String>> changes) {
        if (wanted.redrive().isEmpty()) {
            return;
        }
        DeclaredQueue.RedriveTarget redrive = wanted.redrive().get();
        RedrivePolicy reported = RedrivePolicy.of(there.attributes().get(QueueAttributeName.REDRIVE_POLICY));
        Optional<RedrivePolicy> known =
                find(redrive.to()).map(to -> new RedrivePolicy(to.arn(), redrive.maxReceiveCount()));
        if (!reported.isNone() && !reported.leadsTo(known)) {
            step.left("dead letters go to " + reported.deadLetterTargetArn() + ", set by others");
        } else if (known.isEmpty() || !reported.equals(known.get())) {
            step.change("dead letters", reported.isNone() ? null : text(reported), text(redrive));
            changes.put(
                    QueueAttributeName.REDRIVE_POLICY, () -> redrive(redrive).json());
        }
    }

    private void comparePolicy(
            PlanEntry step,
            DeclaredQueue wanted,
            ExistingQueue there,
            Map<QueueAttributeName, Supplier<String>> changes) {
        if (wanted.senders().isEmpty()) {
            return;
        }
        if (!there.reports(QueueAttributeName.POLICY)) {
            step.notReported("policy");
            return;
        }
        QueuePolicy reported = policy(there);
        for (Topic sender : wanted.senders()) {
            Optional<String> arn = topics.arn(sender);
            if (arn.isEmpty() || !reported.lets(arn.get(), there.arn())) {
                step.change("policy", null, "lets topic " + sender + " send");
                changes.put(
                        QueueAttributeName.POLICY, () -> allowing(wanted, there).json());
            }
        }
    }

    private void compareTags(PlanEntry step, DeclaredQueue wanted, ExistingQueue there) {
        if (wanted.settings().tags().isEmpty()) {
            return;
        }
        Map<String, String> reported = tags(there);
        Map<String, String> missing = new TreeMap<>(wanted.settings().tags());
        missing.entrySet().removeAll(reported.entrySet());
        missing.forEach((key, value) -> step.change("tag " + key, reported.get(key), value));
        if (!missing.isEmpty()) {
            step.then(
                    () -> sqs.tagQueue(request -> request.queueUrl(there.url()).tags(missing)));
        }
    }

    private QueuePolicy allowing(DeclaredQueue wanted, ExistingQueue there) {
        QueuePolicy policy = policy(there);
        for (Topic sender : wanted.senders()) {
            policy = policy.allowing(topics.made(sender), there.arn());
        }
        return policy;
    }

    private static QueuePolicy policy(ExistingQueue there) {
        return QueuePolicy.of(there.attributes().get(QueueAttributeName.POLICY));
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
        String arn = reported.deadLetterTargetArn();
        return "%s after %d receives".formatted(arn.substring(arn.lastIndexOf(':') + 1), reported.maxReceiveCount());
    }
}

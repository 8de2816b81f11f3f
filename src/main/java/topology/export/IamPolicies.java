package topology.export;

import aws.Fifo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import ledger.LedgerSettings;
import software.amazon.awssdk.policybuilder.iam.IamCondition;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamPolicyWriter;
import software.amazon.awssdk.policybuilder.iam.IamStatement;
import topology.Account;
import topology.DeclaredQueue;
import topology.DeclaredTopic;
import topology.Encryption;
import topology.Inbox;
import topology.InboxLine;
import topology.Queue;
import topology.RouterLine;
import topology.Settings;
import topology.Subscriber;
import topology.Subscription;
import topology.Tags;
import topology.TopicAttributes;
import topology.Topology;

/**
 * Exports the minimal IAM policy of each part of an application: exact actions on exact ARNs. Actions that AWS cannot
 * restrict to a resource are allowed on all: listing topics and reading subscriptions.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html">SNS</a>
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html">SQS</a>
 */
public final class IamPolicies {
    private static final String ALL = "*";
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/.+");

    private final Topology topology;
    private final Account account;

    public IamPolicies(Topology topology, Account account) {
        this.topology = topology;
        this.account = account;
    }

    /**
     * The policies by the part they are for: {@code publisher-<route>}, {@code consumer-<route>} and {@code
     * watcher-<route>}; {@code inbox-<route>} to serve the clients of an inbox; {@code inboxes} to make and delete their queues
     * on request; {@code dead-letters} to inspect dead letters and send them back; {@code operator} to run plan,
     * apply and doctor; {@code pruner} to delete as well; {@code startup} to create or verify the topology at a start;
     * {@code application} for one process with all routes.
     */
    public Map<String, String> all() {
        Map<String, String> policies = new TreeMap<>();
        Statements application = new Statements();
        topology.publishers().forEach(publisher -> {
            Statements statements = new Statements();
            publisher(publisher, statements);
            policies.put("publisher-" + publisher.route(), statements.json());
            publisher(publisher, application);
        });
        topology.consumers().forEach(consumer -> {
            Statements statements = new Statements();
            consumer(consumer, statements);
            policies.put("consumer-" + consumer.route(), statements.json());
            consumer(consumer, application);
        });
        topology.receivers().forEach(receiver -> {
            Statements statements = new Statements();
            receiver(receiver, statements);
            policies.put("consumer-" + receiver.route(), statements.json());
            receiver(receiver, application);
        });
        topology.watchers().forEach(watcher -> {
            Statements statements = new Statements();
            watcher(watcher.queue(), statements);
            policies.put("watcher-" + watcher.route(), statements.json());
            watcher(watcher.queue(), application);
        });
        topology.inboxes().served().forEach(line -> {
            Statements statements = new Statements();
            inbox(line, statements);
            policies.put("inbox-" + line.route(), statements.json());
            inbox(line, application);
        });
        if (!topology.inboxes().served().isEmpty()) {
            Statements inboxes = new Statements();
            topology.inboxes().served().forEach(line -> requests(line, inboxes));
            policies.put("inboxes", inboxes.json());
        }
        Statements deadLetters = new Statements();
        deadLetters(deadLetters);
        policies.put("dead-letters", deadLetters.json());
        Statements startup = new Statements();
        make(startup);
        policies.put("startup", startup.json());
        make(application);
        // To find out where an event is.
        ledger(application, "Query");
        policies.put("application", application.json());
        Statements operator = new Statements();
        make(operator);
        look(operator);
        policies.put("operator", operator.json());
        Statements pruner = new Statements();
        make(pruner);
        look(pruner);
        prune(pruner);
        policies.put("pruner", pruner.json());
        return policies;
    }

    private void publisher(Topology.Publisher publisher, Statements statements) {
        if (!publisher.topic().isGivenByArn()) {
            statements.allow(ALL, "sns:ListTopics");
        }
        statements.allow(account.arn(publisher.topic()), "sns:Publish");
        if (publisher.recorded()) {
            ledger(statements, "BatchWriteItem");
        }
    }

    /** To count the dead letters of a queue and look at them. */
    private void watcher(Queue queue, Statements statements) {
        statements.allow(account.arn(queue), "sqs:GetQueueUrl", "sqs:GetQueueAttributes");
        Queue letters = lettersOf(queue);
        statements.allow(
                account.arn(letters),
                "sqs:GetQueueUrl",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
                "sqs:ChangeMessageVisibility");
        key(letters).ifPresent(key -> use(statements, key, "kms:Decrypt"));
        ledger(statements, "UpdateItem", "BatchGetItem", "GetItem", "PutItem", "BatchWriteItem");
    }

    /** To inspect the dead letters of all consumed queues, send them back or delete them. */
    private void deadLetters(Statements statements) {
        statements.allow(ALL, "sqs:ListQueues");
        // To find the queues that have dead letters.
        statements.allow(account.everything("sqs"), "sqs:GetQueueUrl", "sqs:GetQueueAttributes");
        for (Topology.Consumer consumer : topology.consumers()) {
            watcher(consumer.queue(), statements);
            statements.allow(account.arn(consumer.queue()), "sqs:SendMessage");
            statements.allow(account.arn(lettersOf(consumer.queue())), "sqs:DeleteMessage");
            key(consumer.queue()).ifPresent(key -> use(statements, key, "kms:Decrypt", "kms:GenerateDataKey"));
        }
        for (InboxLine line : topology.inboxes().served()) {
            String letters = account.arn(line.inbox().deadLetters());
            statements.allow(letters, "sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage");
            statements.allow(clients(line.inbox()), "sqs:SendMessage");
            line.settings()
                    .encryption()
                    .flatMap(Encryption::key)
                    .ifPresent(key -> use(statements, key, "kms:Decrypt", "kms:GenerateDataKey"));
            ledger(statements, "UpdateItem", "BatchGetItem", "GetItem", "PutItem", "BatchWriteItem");
        }
        // For histories, the audit trail and the release of groups.
        ledger(statements, "Query", "DeleteItem");
    }

    private Queue lettersOf(Queue queue) {
        return topology.queue(queue)
                .flatMap(DeclaredQueue::redrive)
                .map(DeclaredQueue.RedriveTarget::to)
                .orElseGet(queue::deadLetters);
    }

    private void consumer(Topology.Consumer consumer, Statements statements) {
        String queue = account.arn(consumer.queue());
        statements.allow(
                queue,
                "sqs:GetQueueUrl",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage");
        Queue deadLetters = lettersOf(consumer.queue());
        if (topology.queue(consumer.queue())
                .filter(DeclaredQueue::isWithoutDeadLetters)
                .isEmpty()) {
            // Metrics count its messages.
            statements.allow(account.arn(deadLetters), "sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:SendMessage");
        }
        key(consumer.queue()).ifPresent(key -> use(statements, key, "kms:Decrypt"));
        key(deadLetters).ifPresent(key -> use(statements, key, "kms:Decrypt", "kms:GenerateDataKey"));
        if (consumer.isIdempotent()) {
            // Query reads which routes are paused.
            ledger(statements, "UpdateItem", "PartiQLInsert", "PartiQLUpdate", "Query");
        }
        topology.inboxes().routers().stream()
                .filter(router -> router.route().equals(consumer.route()))
                .map(RouterLine::inbox)
                .forEach(inbox -> {
                    statements.allow(clients(inbox), "sqs:GetQueueUrl", "sqs:SendMessage");
                    topology.inboxes()
                            .named(inbox.name())
                            .flatMap(line -> line.settings().encryption())
                            .flatMap(Encryption::key)
                            .ifPresent(key -> use(statements, key, "kms:Decrypt", "kms:GenerateDataKey"));
                });
        if (consumer.parks()) {
            // Messages behind those that were released are sent to the end of the queue.
            statements.allow(queue, "sqs:SendMessage");
            ledger(statements, "GetItem", "PutItem", "DeleteItem");
        }
    }

    /** To serve any client: the names of all clients' queues have the same prefix. */
    private void inbox(InboxLine line, Statements statements) {
        String letters = account.arn(line.inbox().deadLetters());
        statements.allow(
                clients(line.inbox()),
                "sqs:GetQueueUrl",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage");
        statements.allow(letters, "sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:SendMessage");
        line.settings()
                .encryption()
                .flatMap(Encryption::key)
                .ifPresent(key -> use(statements, key, "kms:Decrypt", "kms:GenerateDataKey"));
        ledger(statements, "UpdateItem", "PartiQLInsert", "PartiQLUpdate", "Query");
    }

    /** To list the clients of an inbox, and to make and delete their queues over HTTP. */
    private void requests(InboxLine line, Statements statements) {
        statements.allow(ALL, "sqs:ListQueues");
        statements.allow(
                clients(line.inbox()),
                "sqs:GetQueueUrl",
                "sqs:GetQueueAttributes",
                "sqs:ListQueueTags",
                "sqs:CreateQueue",
                "sqs:TagQueue",
                "sqs:SetQueueAttributes");
        statements.allowOfOwner(clients(line.inbox()), topology.application(), "sqs:DeleteQueue");
        // For the audit trail, for the clients that other processes serve, and for the inboxes that are paused.
        ledger(statements, "PutItem", "BatchGetItem", "Query");
    }

    /** The queues of all clients of an inbox, and its dead-letter queue. */
    private String clients(Inbox inbox) {
        return account.arn(new Queue(inbox.isFifo() ? Fifo.named(inbox.prefix() + ALL) : inbox.prefix() + ALL));
    }

    private void receiver(Topology.PushReceiver receiver, Statements statements) {
        if (!receiver.topic().isGivenByArn()) {
            statements.allow(ALL, "sns:ListTopics");
        }
        statements.allow(account.arn(receiver.topic()), "sns:ConfirmSubscription");
        if (receiver.idempotent()) {
            // Query reads which routes are paused.
            ledger(statements, "UpdateItem", "PartiQLInsert", "PartiQLUpdate", "Query");
        }
    }

    /** For a start, and for plan and apply. */
    private void make(Statements statements) {
        topology.declaredTopics().stream()
                .filter(declared -> !declared.topic().isGivenByArn())
                .forEach(declared -> make(declared, statements));
        for (Subscription subscription : topology.subscriptions()) {
            statements.allow(account.arn(subscription.topic()), "sns:ListSubscriptionsByTopic", "sns:Subscribe");
            statements.allow(ALL, "sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes");
            if (subscription.topic().isGivenByArn()) {
                // A topic of another account shows its subscriptions to its owner only.
                statements.allow(ALL, "sns:ListSubscriptions");
            }
            if (subscription.subscriber() instanceof Subscriber.OfEndpoint endpoint && endpoint.role() != null) {
                statements.allow(endpoint.role(), "iam:PassRole");
            }
        }
        for (DeclaredQueue queue : topology.queues()) {
            statements.allow(
                    account.arn(queue.queue()),
                    "sqs:GetQueueUrl",
                    "sqs:GetQueueAttributes",
                    "sqs:CreateQueue",
                    "sqs:SetQueueAttributes",
                    "sqs:TagQueue");
            if (!queue.settings().tags().isEmpty()) {
                statements.allow(account.arn(queue.queue()), "sqs:ListQueueTags");
            }
        }
        topology.queuesOfOthers()
                .forEach(queue -> statements.allow(account.arn(queue), "sqs:GetQueueUrl", "sqs:GetQueueAttributes"));
        ledger(statements, "DescribeTable", "DescribeTimeToLive");
        topology.ledger()
                .filter(LedgerSettings::create)
                .ifPresent(ledger -> ledger(statements, "CreateTable", "UpdateTimeToLive"));
    }

    private void make(DeclaredTopic declared, Statements statements) {
        String arn = account.arn(declared.topic());
        Settings settings = declared.settings();
        statements.allow(ALL, "sns:ListTopics");
        statements.allow(arn, "sns:CreateTopic", "sns:TagResource");
        if (!settings.attributes().isEmpty() || !declared.access().isNone()) {
            statements.allow(arn, "sns:GetTopicAttributes", "sns:SetTopicAttributes");
        }
        if (settings.value(TopicAttributes.PROTECTION).isPresent()) {
            statements.allow(arn, "sns:GetDataProtectionPolicy", "sns:PutDataProtectionPolicy");
        }
        if (!settings.tags().isEmpty()) {
            statements.allow(arn, "sns:ListTagsForResource");
        }
        // SNS writes the logs of deliveries with these roles.
        settings.attributes()
                .forEach((attribute, written) -> attribute.values(written, account).values().stream()
                        .filter(value -> ROLE.matcher(value).matches())
                        .forEach(role -> statements.allow(role, "iam:PassRole")));
    }

    /** Unrestricted by name: resources created earlier may not be in the configuration any more. */
    private void look(Statements statements) {
        // The doctor reads the policies of topics, and how they deduplicate.
        topology.topics().stream()
                .filter(topic -> !topic.isGivenByArn())
                .forEach(topic -> statements.allow(account.arn(topic), "sns:GetTopicAttributes"));
        statements.allow(account.everything("sns"), "sns:ListTagsForResource", "sns:ListSubscriptionsByTopic");
        statements.allow(account.everything("sqs"), "sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:ListQueueTags");
    }

    private void prune(Statements statements) {
        statements.allow(ALL, "sns:Unsubscribe", "sqs:ListQueues");
        statements.allowOfOwner(account.everything("sns"), topology.application(), "sns:DeleteTopic");
        statements.allowOfOwner(
                account.everything("sqs"), topology.application(), "sqs:DeleteQueue", "sqs:SetQueueAttributes");
    }

    private void ledger(Statements statements, String... actions) {
        topology.ledger().ifPresent(ledger -> {
            for (String action : actions) {
                statements.allow(account.table(ledger.table()), "dynamodb:" + action);
            }
        });
    }

    private Optional<String> key(Queue queue) {
        return topology.queue(queue)
                .flatMap(declared -> declared.settings().encryption())
                .flatMap(Encryption::key);
    }

    /** IAM names keys by ARN; an alias is a condition on all keys of the account. */
    private void use(Statements statements, String key, String... actions) {
        int alias = key.indexOf("alias/");
        if (alias < 0) {
            statements.allow(account.key(key), actions);
        } else {
            statements.allowByAlias(account.key("*"), key.substring(alias), actions);
        }
    }

    /** Statements by resource, in a stable order. */
    private static final class Statements {
        private record Subject(String resource, String test, String key, String value) {}

        private final Map<Subject, Set<String>> actions = new TreeMap<>(Comparator.comparing(Subject::toString));

        void allow(String resource, String... allowed) {
            add(new Subject(resource, "", "", ""), allowed);
        }

        void allowByAlias(String resource, String alias, String... allowed) {
            add(new Subject(resource, "ForAnyValue:StringEquals", "kms:ResourceAliases", alias), allowed);
        }

        void allowOfOwner(String resource, String owner, String... allowed) {
            add(new Subject(resource, "StringEquals", "aws:ResourceTag/" + Tags.OWNER, owner), allowed);
        }

        private void add(Subject subject, String... allowed) {
            actions.computeIfAbsent(subject, absent -> new TreeSet<>()).addAll(List.of(allowed));
        }

        /** The policy as JSON; resources with the same actions share a statement. */
        String json() {
            Map<String, List<Subject>> same = new TreeMap<>();
            actions.forEach((subject, allowed) -> same.computeIfAbsent(
                            allowed + subject.test() + subject.value(), absent -> new ArrayList<>())
                    .add(subject));
            IamPolicy.Builder policy = IamPolicy.builder();
            same.values().forEach(subjects -> policy.addStatement(statement(subjects)));
            return policy.build()
                    .toJson(IamPolicyWriter.builder().prettyPrint(true).build());
        }

        private IamStatement statement(List<Subject> subjects) {
            Subject first = subjects.get(0);
            IamStatement.Builder statement =
                    IamStatement.builder().effect(IamEffect.ALLOW).resourceIds(resources(subjects));
            actions.get(first).forEach(statement::addAction);
            if (!first.test().isEmpty()) {
                statement.addCondition(IamCondition.create(first.test(), first.key(), first.value()));
            }
            return statement.build();
        }

        private static Collection<String> resources(List<Subject> subjects) {
            Set<String> resources = new LinkedHashSet<>();
            subjects.forEach(subject -> resources.add(subject.resource()));
            return resources;
        }
    }
}

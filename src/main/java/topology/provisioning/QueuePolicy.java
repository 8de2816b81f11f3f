package topology.provisioning;

import aws.Fifo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import process.Json;
import software.amazon.awssdk.policybuilder.iam.IamConditionOperator;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamPrincipalType;
import topology.Account;
import topology.DeclaredQueue;
import topology.Grants;
import topology.Names;
import topology.Topic;

/**
 * The policy of a queue. Topics that may send share one statement, whose {@code Sid} is {@value #OURS}.
 *
 * <p>Foreign statements keep their JSON. The SDK's own reader would lose parts of them: it drops a condition whose
 * value is {@code true} and not {@code "true"}, so that the statement would allow more.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html">Subscribing a
 *     queue</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html">Limits
 *     of policies</a>
 */
public final class QueuePolicy {
    private static final int MOST_STATEMENTS = 20;
    private static final int MOST_BYTES = 8192;
    private static final String OURS = "caravan-topics";
    private static final String SNS = "sns.amazonaws.com";
    private static final String SEND = "sqs:SendMessage";
    private static final String SOURCE_ARN = "aws:SourceArn";
    private static final String STATEMENT = "Statement";
    private static final String SID = "Sid";
    private static final String CONDITION = "Condition";
    private static final Set<String> PARTS = Set.of(SID, "Effect", "Principal", "Action", "Resource", CONDITION);

    private final ObjectNode policy;

    private QueuePolicy(ObjectNode policy) {
        this.policy = policy;
    }

    /** Parses the policy that SQS reports; {@code null} gives a policy that allows nothing. */
    public static QueuePolicy of(String json) {
        if (json == null || json.isEmpty()) {
            return new QueuePolicy(Json.object().put("Version", "2012-10-17"));
        }
        try {
            return new QueuePolicy((ObjectNode) Json.read(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("SQS reports a policy that is not JSON: " + json, e);
        }
    }

    /** The statement that lets only these topics send to this queue. */
    public static ObjectNode statement(Collection<String> topicArns, String queueArn) {
        String policy = IamPolicy.builder()
                .addStatement(statement -> statement
                        .sid(OURS)
                        .effect(IamEffect.ALLOW)
                        .addPrincipal(IamPrincipalType.SERVICE, SNS)
                        .addAction(SEND)
                        .addResource(queueArn)
                        .addConditions(IamConditionOperator.ARN_EQUALS, SOURCE_ARN, topicArns))
                .build()
                .toJson();
        return (ObjectNode) QueuePolicy.of(policy).statements().get(0);
    }

    /** Whether the topic may send to the queue, by our statement or any other. */
    boolean lets(String topicArn, String queueArn) {
        return statements().stream()
                .anyMatch(statement -> new PolicyStatement(statement).letsTopic(topicArn, SEND, queueArn));
    }

    /**
     * This policy with permission for the topic to send. Permissions that Caravan added for other topics are merged
     * into one statement; foreign statements stay unchanged.
     */
    QueuePolicy allowing(String topicArn, String queueArn) {
        Set<String> topics = new TreeSet<>();
        List<JsonNode> merged = new ArrayList<>();
        int first = -1;
        boolean allowed = false;
        for (JsonNode statement : statements()) {
            if (isOurs(statement, topicArn, queueArn)) {
                first = first < 0 ? merged.size() : first;
                sources(statement).stream().filter(QueuePolicy::isTopic).forEach(topics::add);
            } else {
                merged.add(statement);
                allowed |= new PolicyStatement(statement).letsTopic(topicArn, SEND, queueArn);
            }
        }
        if (!allowed) {
            topics.add(topicArn);
        }
        if (topics.isEmpty()) {
            return this;
        }
        merged.add(first < 0 ? merged.size() : first, statement(topics, queueArn));
        return with(merged);
    }

    /** The configured access that the policy lacks, in words for the plan. */
    List<String> missing(Grants access, String queueArn) {
        return statementsFor(access, queueArn).missing(statements());
    }

    /** This policy with the configured access to the queue. */
    public QueuePolicy allowing(Grants access, String queueArn) {
        List<JsonNode> all = statementsFor(access, queueArn).addedTo(statements());
        return all.equals(statements()) ? this : with(all);
    }

    private static AccessStatements statementsFor(Grants access, String queueArn) {
        return new AccessStatements(access, SEND, queueArn, Account.of(queueArn).id());
    }

    /** This policy with permission for all configured topics and services to send. */
    public QueuePolicy allowing(DeclaredQueue wanted, Account account) {
        QueuePolicy policy = this;
        for (Topic sender : wanted.senders()) {
            if (!policy.lets(account.arn(sender), account.arn(wanted.queue()))) {
                policy = policy.allowing(account.arn(sender), account.arn(wanted.queue()));
            }
        }
        return policy.allowing(wanted.access(), account.arn(wanted.queue()));
    }

    /** This policy without the permission that {@link #allowing} added for the topic. */
    QueuePolicy without(String topicArn, String queueArn) {
        List<JsonNode> rest = new ArrayList<>();
        boolean found = false;
        for (JsonNode statement : statements()) {
            Set<String> topics = new TreeSet<>(senders(statement, queueArn));
            if (!isOurs(statement, topicArn, queueArn) || !topics.remove(topicArn)) {
                rest.add(statement);
                continue;
            }
            found = true;
            if (!topics.isEmpty()) {
                rest.add(statement(topics, queueArn));
            }
        }
        return found ? with(rest) : this;
    }

    /** The topics that may send to the queue because of statements that allow nothing else. */
    Set<String> senders(String queueArn) {
        return statements().stream()
                .flatMap(statement -> senders(statement, queueArn).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The statements that allow none of these topics to send. */
    public List<JsonNode> beside(Collection<String> topicArns, String queueArn) {
        return statements().stream()
                .filter(statement -> topicArns.stream()
                        .noneMatch(topic -> new PolicyStatement(statement).letsTopic(topic, SEND, queueArn)))
                .toList();
    }

    /** What exceeds SQS's limits; empty if the policy is within them. */
    public Optional<String> excess() {
        int statements = statements().size();
        if (statements > MOST_STATEMENTS) {
            return Optional.of("%d statements, but SQS allows %d".formatted(statements, MOST_STATEMENTS));
        }
        int bytes = json().getBytes(StandardCharsets.UTF_8).length;
        return bytes > MOST_BYTES
                ? Optional.of("%d bytes, but SQS allows %d".formatted(bytes, MOST_BYTES))
                : Optional.empty();
    }

    /** The policy as JSON; empty if it has no statements, because SQS refuses such a policy. */
    String jsonOrNothing() {
        return statements().isEmpty() ? "" : json();
    }

    String json() {
        return policy.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueuePolicy that && policy.equals(that.policy);
    }

    @Override
    public int hashCode() {
        return policy.hashCode();
    }

    @Override
    public String toString() {
        return json();
    }

    /** The statements; AWS allows a single statement without a list. */
    public List<JsonNode> statements() {
        JsonNode written = policy.path(STATEMENT);
        return written.isObject() ? List.of(written) : written.valueStream().toList();
    }

    private QueuePolicy with(List<JsonNode> statements) {
        ArrayNode list = Json.array().addAll(statements);
        ObjectNode changed = policy.deepCopy();
        changed.set(STATEMENT, list);
        return new QueuePolicy(changed);
    }

    /** Whether Caravan made the statement: the shared one, or a statement for a single topic from an earlier version. */
    private static boolean isOurs(JsonNode statement, String topicArn, String queueArn) {
        String sid = statement.path(SID).asText();
        return sid.equals(OURS)
                || sid.equals(sidOfOne(topicArn))
                || senders(statement, queueArn).stream().anyMatch(topic -> sid.equals(sidOfOne(topic)));
    }

    /** The topics that this statement allows to send to the queue; empty if it says anything else. */
    private static Set<String> senders(JsonNode statement, String queueArn) {
        boolean sends = statement.propertyStream().allMatch(part -> PARTS.contains(part.getKey()))
                && statement.path("Effect").asText().equals("Allow")
                && isOnly(statement.path("Principal"), "Service")
                && texts(statement.path("Principal").path("Service")).equals(Set.of(SNS))
                && texts(statement.path("Action")).size() == 1
                && texts(statement.path("Action")).stream().allMatch(SEND::equalsIgnoreCase)
                && texts(statement.path("Resource")).equals(Set.of(queueArn))
                && Stream.of("ArnEquals", "ArnLike")
                        .anyMatch(operator -> isOnly(statement.path(CONDITION), operator)
                                && isOnly(statement.path(CONDITION).path(operator), SOURCE_ARN));
        return sends ? sources(statement) : Set.of();
    }

    private static Set<String> sources(JsonNode statement) {
        Set<String> sources = new TreeSet<>();
        statement
                .path(CONDITION)
                .valueStream()
                .flatMap(JsonNode::propertyStream)
                .filter(condition -> condition.getKey().equalsIgnoreCase(SOURCE_ARN))
                .forEach(condition -> sources.addAll(texts(condition.getValue())));
        return sources;
    }

    /** Whether this is the ARN of one topic. IAM's {@code ArnEquals} accepts patterns too. */
    private static boolean isTopic(String arn) {
        return Names.isTopicArn(arn) && !arn.contains("*") && !arn.contains("?");
    }

    private static boolean isOnly(JsonNode object, String name) {
        return object.size() == 1
                && object.propertyStream().map(Map.Entry::getKey).allMatch(name::equalsIgnoreCase);
    }

    private static Set<String> texts(JsonNode oneOrSeveral) {
        Set<String> texts = new TreeSet<>();
        if (oneOrSeveral.isTextual()) {
            texts.add(oneOrSeveral.textValue());
        }
        oneOrSeveral.valueStream().map(JsonNode::asText).forEach(texts::add);
        return texts;
    }

    private static String sidOfOne(String topicArn) {
        String[] parts = topicArn.split(":", 6);
        if (parts.length < 6) {
            return "";
        }
        String name = parts[5];
        return "caravan-%s%s-%s-%s".formatted(Fifo.is(name) ? "fifo-" : "", parts[3], parts[4], Fifo.plain(name));
    }
}

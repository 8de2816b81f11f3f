package topology.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import topology.Names;

/**
 * Who may do what with a queue.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html">Subscribing a queue</a>
 */
public final class QueuePolicy {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String STATEMENT = "Statement";
    private static final String SID = "Sid";

    private final ObjectNode policy;

    private QueuePolicy(ObjectNode policy) {
        this.policy = policy;
    }

    /** The policy that SQS reports of a queue; one that allows nothing for {@code null}. */
    static QueuePolicy of(String json) {
        if (json == null || json.isEmpty()) {
            return new QueuePolicy(JSON.createObjectNode().put("Version", "2012-10-17"));
        }
        try {
            return new QueuePolicy((ObjectNode) JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("SQS reports a policy that is no JSON: " + json, e);
        }
    }

    /** This policy and, in it, that exactly this topic may send to exactly this queue. Other statements are untouched. */
    QueuePolicy allowing(String topicArn, String queueArn) {
        ObjectNode ours = statement(topicArn, queueArn);
        ArrayNode statements = JSON.createArrayNode();
        JsonNode written = policy.path(STATEMENT);
        (written.isObject() ? JSON.createArrayNode().add(written) : written).forEach(statements::add);
        for (int i = 0; i < statements.size(); i++) {
            if (sameButForTheSid(statements.get(i), ours)) {
                return this;
            }
        }
        int known = -1;
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path(SID).equals(ours.get(SID))) {
                known = i;
            }
        }
        if (known >= 0) {
            statements.set(known, ours);
        } else {
            statements.add(ours);
        }
        ObjectNode merged = policy.deepCopy();
        merged.set(STATEMENT, statements);
        return new QueuePolicy(merged);
    }

    /** This policy without the statement that {@link #allowing} has added for the topic. */
    QueuePolicy without(String topicArn, String queueArn) {
        ObjectNode ours = statement(topicArn, queueArn);
        ArrayNode others = JSON.createArrayNode();
        policy.path(STATEMENT).forEach(statement -> {
            if (!statement.equals(ours)) {
                others.add(statement);
            }
        });
        ObjectNode rest = policy.deepCopy();
        rest.set(STATEMENT, others);
        return new QueuePolicy(rest);
    }

    /** The policy, or nothing if it has no statement: SQS takes none without. */
    String jsonOrNothing() {
        return policy.path(STATEMENT).isEmpty() ? "" : json();
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

    private static ObjectNode statement(String topicArn, String queueArn) {
        ObjectNode statement = JSON.createObjectNode();
        statement.put(SID, sid(topicArn)).put("Effect", "Allow");
        statement.putObject("Principal").put("Service", "sns.amazonaws.com");
        statement.put("Action", "sqs:SendMessage").put("Resource", queueArn);
        statement.putObject("Condition").putObject("ArnEquals").put("aws:SourceArn", topicArn);
        return statement;
    }

    /** One for each topic, since several may feed one queue, and topics of several accounts may have one name. */
    private static String sid(String topicArn) {
        String[] parts = topicArn.split(":", 6);
        String name = parts[5];
        return "caravan-%s%s-%s-%s"
                .formatted(Names.isFifo(name) ? "fifo-" : "", parts[3], parts[4], name.replace(".fifo", ""));
    }

    private static boolean sameButForTheSid(JsonNode statement, ObjectNode ours) {
        return statement instanceof ObjectNode object
                && object.deepCopy().without(SID).equals(ours.deepCopy().without(SID));
    }
}

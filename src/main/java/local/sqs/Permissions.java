package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import local.http.HttpAnswer;

/** The actions that add a statement to a queue's policy, by a label, and remove it. */
final class Permissions {
    private static final String POLICY = QueueAttribute.POLICY.key();
    private static final String STATEMENTS = "Statement";
    private static final String LABEL = "Sid";

    private final Queues queues;

    Permissions(Queues queues) {
        this.queues = queues;
    }

    Map<String, Action> actions() {
        return Map.of("AddPermission", this::add, "RemovePermission", this::remove);
    }

    private Future<HttpAnswer> add(SqsCall call) {
        QueueSettings queue = queues.at(call.text("QueueUrl"));
        String label = call.text("Label");
        ObjectNode policy = policy(queue);
        for (JsonNode statement : statements(policy)) {
            if (statement.path(LABEL).asText().equals(label)) {
                throw SqsException.invalidParameter("Label", label, "Already exists.");
            }
        }
        String arn = new QueueArn(queue.queue()).toString();
        ObjectNode statement = statements(policy).addObject().put(LABEL, label).put("Effect", "Allow");
        ArrayNode principals = statement.putObject("Principal").putArray("AWS");
        call.parameters()
                .path("AWSAccountIds")
                .forEach(account -> principals.add("arn:aws:iam::%s:root".formatted(account.asText())));
        ArrayNode actions = statement.putArray("Action");
        call.parameters().path("Actions").forEach(action -> actions.add("SQS:" + action.asText()));
        statement.put("Resource", arn);
        return set(queue, policy.toString());
    }

    private Future<HttpAnswer> remove(SqsCall call) {
        QueueSettings queue = queues.at(call.text("QueueUrl"));
        String label = call.text("Label");
        ObjectNode policy = policy(queue);
        ArrayNode statements = statements(policy);
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path(LABEL).asText().equals(label)) {
                statements.remove(i);
                return set(queue, statements.isEmpty() ? "" : policy.toString());
            }
        }
        throw SqsException.invalidParameter("Label", label, "can't find label on existing policy.");
    }

    private static Future<HttpAnswer> set(QueueSettings queue, String policy) {
        Map<String, String> attributes = Map.of(POLICY, policy);
        queue.check(attributes);
        queue.change(attributes);
        return Future.succeededFuture(JsonProtocol.answer(Json.object()));
    }

    private static ObjectNode policy(QueueSettings queue) {
        return Optional.ofNullable(queue.reported().get(POLICY))
                .flatMap(Json::object)
                .orElseGet(() -> Json.object().put("Version", "2012-10-17").put("Id", "__default_policy_ID"));
    }

    /** The statements as a list. A policy may also have a single statement that is not in a list. */
    private static ArrayNode statements(ObjectNode policy) {
        JsonNode present = policy.path(STATEMENTS);
        if (present instanceof ArrayNode list) {
            return list;
        }
        ArrayNode list = policy.putArray(STATEMENTS);
        return present.isObject() ? list.add(present) : list;
    }
}

package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import local.http.HttpAnswer;
import local.http.Xml;

/** Converts answers from the JSON protocol to the query protocol. */
final class QueryAnswer {
    private static final String NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";

    /** The names of list elements, by the name of the list. Elements of other lists are named after the action. */
    private static final Map<String, String> ELEMENTS = Map.of(
            "Messages", "Message",
            "QueueUrls", "QueueUrl",
            "queueUrls", "QueueUrl",
            "Failed", "BatchResultErrorEntry",
            "Results", "ListMessageMoveTasksResultEntry");

    private static final Map<String, String> MAPS =
            Map.of("Attributes", "Attribute", "MessageAttributes", "MessageAttribute", "Tags", "Tag");

    private QueryAnswer() {}

    static HttpAnswer of(String action, ObjectNode answer) {
        return xml(200, Xml.document(NAMESPACE, action + "Response", xml -> {
            xml.element(action + "Result", result -> fields(action, answer, result));
            xml.element("ResponseMetadata", QueryAnswer::requestId);
        }));
    }

    static HttpAnswer of(SqsException refusal) {
        return xml(refusal.status(), Xml.document(NAMESPACE, "ErrorResponse", xml -> {
            xml.element("Error", error -> {
                error.element("Type", refusal.fault());
                error.element("Code", refusal.code());
                error.element("Message", refusal.getMessage());
            });
            requestId(xml);
        }));
    }

    private static void fields(String action, JsonNode object, Xml xml) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isArray()) {
                String element = ELEMENTS.getOrDefault(name, action + "ResultEntry");
                value.forEach(one -> value(action, element, one, xml));
            } else if (MAPS.containsKey(name)) {
                String key = name.equals("Tags") ? "Key" : "Name";
                value.properties()
                        .forEach(entry -> xml.element(MAPS.get(name), pair -> {
                            pair.element(key, entry.getKey());
                            value(action, "Value", entry.getValue(), pair);
                        }));
            } else {
                value(action, name, value, xml);
            }
        }
    }

    private static void value(String action, String name, JsonNode value, Xml xml) {
        if (value.isObject()) {
            xml.element(name, inside -> fields(action, value, inside));
        } else {
            xml.element(name, value.asText());
        }
    }

    private static void requestId(Xml xml) {
        xml.element("RequestId", UUID.randomUUID().toString());
    }

    private static HttpAnswer xml(int status, String document) {
        return HttpAnswer.of(status, "text/xml", document);
    }
}

package topology.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import process.Json;
import topology.Grants;

/**
 * The statements for the policy of a topic or queue: access for services, and the statements that a user wrote.
 *
 * @param action what the services may do
 * @param resource the ARN of the topic or queue
 * @param account the account, to which the services must belong
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html">policies of topics</a>
 */
public record AccessStatements(Grants access, String action, String resource, String account) {
    /** The {@code Sid} of the statement for the services. */
    private static final String SERVICES = "caravan-services";

    /** The {@code Sid} of the statement for EventBridge, whose rules do not send the account to every target. */
    private static final String EVENTS = "caravan-events";

    private static final String EVENT_BRIDGE = "events.amazonaws.com";
    private static final String SID = "Sid";

    /** What existing statements lack, in words for the plan. */
    List<String> missing(List<JsonNode> there) {
        List<String> missing = new ArrayList<>();
        access.services().stream()
                .filter(service ->
                        there.stream().noneMatch(one -> new PolicyStatement(one).lets(service, action, resource)))
                .forEach(service -> missing.add("lets %s %s".formatted(Grants.written(service), verb())));
        written().stream()
                .filter(statement -> there.stream().noneMatch(one -> new PolicyStatement(one).isSame(statement)))
                .forEach(statement -> missing.add("has the statement " + statement));
        return missing;
    }

    /** Existing statements, completed with what they lack. The statements of others stay unchanged. */
    public List<JsonNode> addedTo(List<JsonNode> there) {
        Set<String> services = new TreeSet<>();
        access.services().stream()
                .filter(service ->
                        there.stream().noneMatch(one -> new PolicyStatement(one).lets(service, action, resource)))
                .forEach(services::add);
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode one : there) {
            boolean grows =
                    services.stream().anyMatch(service -> one.path(SID).asText().equals(sid(service)));
            if (grows) {
                JsonNode known = one.path("Principal").path("Service");
                (known.isArray() ? known.valueStream() : java.util.stream.Stream.of(known))
                        .forEach(service -> services.add(service.asText()));
            } else {
                all.add(one);
            }
        }
        add(
                SERVICES,
                services.stream()
                        .filter(service -> !service.equals(EVENT_BRIDGE))
                        .toList(),
                all);
        add(EVENTS, services.stream().filter(EVENT_BRIDGE::equals).toList(), all);
        written().stream()
                .filter(statement -> all.stream().noneMatch(one -> new PolicyStatement(one).isSame(statement)))
                .forEach(all::add);
        return all;
    }

    private void add(String sid, List<String> services, List<JsonNode> all) {
        if (services.isEmpty()) {
            return;
        }
        ObjectNode statement = Json.object().put(SID, sid).put("Effect", "Allow");
        ObjectNode principal = statement.putObject("Principal");
        if (services.size() == 1) {
            principal.put("Service", services.get(0));
        } else {
            ArrayNode list = principal.putArray("Service");
            services.forEach(list::add);
        }
        statement.put("Action", action).put("Resource", resource);
        if (sid.equals(SERVICES)) {
            statement.putObject("Condition").putObject("StringEquals").put("aws:SourceAccount", account);
        }
        all.add(statement);
    }

    /** Whether Caravan made a statement for services. */
    public static boolean isOurs(JsonNode statement) {
        String sid = statement.path(SID).asText();
        return sid.equals(SERVICES) || sid.equals(EVENTS);
    }

    private static String sid(String service) {
        return service.equals(EVENT_BRIDGE) ? EVENTS : SERVICES;
    }

    /** The statements that the user wrote, each with its resource. */
    private List<JsonNode> written() {
        return access.statements().stream().map(this::statement).toList();
    }

    private JsonNode statement(String written) {
        try {
            ObjectNode statement = (ObjectNode) Json.read(written);
            if (!statement.has("Resource") && !statement.has("NotResource")) {
                statement.put("Resource", resource);
            }
            return statement;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a statement that was checked is not JSON", e);
        }
    }

    private String verb() {
        return action.equals(Topics.PUBLISH) ? "publish" : "send";
    }
}

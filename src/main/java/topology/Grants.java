package topology;

import com.fasterxml.jackson.databind.JsonNode;
import configuration.Rule;
import configuration.Rules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may publish to a topic or send to a queue, in addition to the topics that feed it.
 *
 * @param services the principals of AWS services, such as {@code s3.amazonaws.com}
 * @param statements further statements of the policy, in JSON; without {@code Resource}, a statement is about this resource
 */
public record Grants(Set<String> services, List<String> statements) {
    /** No access. */
    public static final Grants NONE = new Grants(Set.of(), List.of());

    private static final String STATEMENTS = "statements";
    private static final String DOMAIN = ".amazonaws.com";
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*");
    private static final Set<String> PARTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    /** Accepts the services that may publish or send. */
    public static Rule ofServices() {
        return Rules.rule(
                "AWS services, each once, separated by commas, such as s3, events, cloudwatch, events.rds",
                written -> listed(written).stream()
                                .allMatch(service -> SERVICE.matcher(service).matches())
                        && principals(written).size() == listed(written).size());
    }

    /** Accepts statements of a policy. */
    public static Rule ofStatements() {
        return Rules.rule(
                "a list of policy statements in JSON, each with Effect, Principal and Action",
                written -> statements(written).stream().allMatch(Grants::isStatement));
    }

    private static boolean isStatement(JsonNode statement) {
        return statement.isObject()
                && statement.propertyStream().allMatch(part -> PARTS.contains(part.getKey()))
                && Set.of("Allow", "Deny").contains(statement.path("Effect").asText())
                && (statement.has("Principal") != statement.has("NotPrincipal"))
                && (statement.has("Action") != statement.has("NotAction"));
    }

    /**
     * The access that parameters grant.
     *
     * @param services the parameter that names services
     */
    static Grants of(String services, Map<String, String> parameters) {
        return new Grants(
                Optional.ofNullable(parameters.get(services))
                        .map(Grants::principals)
                        .orElse(Set.of()),
                Optional.ofNullable(parameters.get(STATEMENTS)).map(Grants::statements).orElse(List.of()).stream()
                        .map(JsonNode::toString)
                        .toList());
    }

    /** The access that either of the two grants. */
    Grants and(Grants other) {
        Set<String> both = new TreeSet<>(services);
        both.addAll(other.services);
        Set<String> all = new LinkedHashSet<>(statements);
        all.addAll(other.statements);
        return new Grants(both, List.copyOf(all));
    }

    /** Whether this gives no access. */
    public boolean isNone() {
        return services.isEmpty() && statements.isEmpty();
    }

    /** The principal of a service as a user writes it: {@code s3}. */
    public static String written(String principal) {
        return principal.endsWith(DOMAIN) ? principal.substring(0, principal.length() - DOMAIN.length()) : principal;
    }

    private static Set<String> principals(String written) {
        Set<String> principals = new TreeSet<>();
        listed(written)
                .forEach(service -> principals.add(service.contains(".amazonaws.") ? service : service + DOMAIN));
        return principals;
    }

    private static List<JsonNode> statements(String written) {
        JsonNode json = ValueForm.json(written);
        List<JsonNode> all = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(all::add);
        } else {
            all.add(json);
        }
        return all;
    }

    private static List<String> listed(String written) {
        return Stream.of(written.split(",", -1)).map(String::strip).toList();
    }
}

package reload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.RouteDifference;
import configuration.RouteDifference.ChangedParameter;
import configuration.RouteDifference.ChangedRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.util.URISupport;
import process.Json;
import topology.provisioning.Plan;

/**
 * What a reload changes, or would change.
 *
 * @param isDone false for a dry run
 * @param routes the routes that differ
 * @param plan how AWS differs from what these routes need; empty if none of them provisions anything
 * @param atNextStart other changes, which take effect only at the next start
 * @param notStarted the routes that could not be started yet and are tried again, each with the reason
 */
public record ReloadReport(
        boolean isDone,
        RouteDifference routes,
        Optional<Plan> plan,
        List<String> atNextStart,
        Map<String, String> notStarted) {
    private static final int LONGEST_VALUE = 200;

    /** Builds a report. */
    static ReloadReport of(
            RouteDifference routes, Predicate<String> isOfFile, Optional<Plan> plan, Set<String> atNextStart) {
        RouteDifference shown = new RouteDifference(
                routes.added(),
                routes.removed(),
                routes.changed().stream()
                        .map(route -> new ChangedRoute(
                                route.route(),
                                route.parameters().stream()
                                        .map(parameter -> shown(parameter, isOfFile.test(route.route())))
                                        .toList()))
                        .toList(),
                routes.unchanged());
        return new ReloadReport(false, shown, plan, List.copyOf(atNextStart), Map.of());
    }

    /** This report after the reload. */
    ReloadReport done(Map<String, String> withoutStart) {
        return new ReloadReport(true, routes, plan, atNextStart, Map.copyOf(withoutStart));
    }

    /** Whether all routes are as they are written. */
    public boolean isEmpty() {
        return routes.isEmpty();
    }

    private static ChangedParameter shown(ChangedParameter parameter, boolean isText) {
        if (isText) {
            return new ChangedParameter(parameter.name(), Optional.empty(), Optional.empty());
        }
        Optional<String> from = parameter.from().map(ReloadReport::masked);
        Optional<String> to = parameter.to().map(ReloadReport::masked);
        boolean isSecret = from.isPresent() && from.equals(to);
        return new ChangedParameter(parameter.name(), from, isSecret ? to.map(text -> text + " (another secret)") : to);
    }

    private static String masked(String value) {
        String text = URISupport.sanitizeUri(value).replaceAll("\\s+", " ");
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    /** The report as JSON. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("done", isDone);
        routes.added().forEach(json.putArray("added")::add);
        routes.removed().forEach(json.putArray("removed")::add);
        ArrayNode changed = json.putArray("changed");
        for (ChangedRoute route : routes.changed()) {
            ArrayNode parameters =
                    changed.addObject().put("route", route.route()).putArray("parameters");
            for (ChangedParameter parameter : route.parameters()) {
                ObjectNode one = parameters.addObject().put("name", parameter.name());
                parameter.from().ifPresent(from -> one.put("from", from));
                parameter.to().ifPresent(to -> one.put("to", to));
            }
        }
        json.put("unchanged", routes.unchanged());
        plan.ifPresent(differences -> json.set("topology", differences.json().path("steps")));
        atNextStart.forEach(json.putArray("atNextStart")::add);
        ArrayNode waiting = json.putArray("notStarted");
        notStarted.forEach(
                (route, why) -> waiting.addObject().put("route", route).put("reason", why));
        return json.put("text", String.join("\n", lines()));
    }

    /** The report as lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        routes.added().forEach(route -> lines.add("add      " + route));
        routes.removed().forEach(route -> lines.add("remove   " + route));
        for (ChangedRoute route : routes.changed()) {
            lines.add("change   " + route.route());
            route.parameters().forEach(parameter -> lines.add("           " + text(parameter)));
        }
        plan.filter(Plan::hasChanges).ifPresent(changes -> {
            lines.add("on AWS:");
            changes.toString().lines().map(line -> "  " + line).forEach(lines::add);
        });
        if (!atNextStart.isEmpty()) {
            lines.add("changes at the next start: " + String.join(", ", atNextStart));
        }
        notStarted.forEach((route, why) -> lines.add("not started yet, and tried again: " + route + ": " + why));
        lines.add(summary());
        return lines;
    }

    private String summary() {
        if (isEmpty()) {
            return "No route differs: all %d stay as they are.".formatted(routes.unchanged());
        }
        return "%s: %d added, %d removed, %d changed, %d unchanged."
                .formatted(
                        isDone ? "Done" : "A dry run, nothing is changed",
                        routes.added().size(),
                        routes.removed().size(),
                        routes.changed().size(),
                        routes.unchanged());
    }

    private static String text(ChangedParameter parameter) {
        if (parameter.from().isEmpty() && parameter.to().isEmpty()) {
            return parameter.name();
        }
        return "%s: %s → %s"
                .formatted(
                        parameter.name(),
                        parameter.from().orElse("(left out)"),
                        parameter.to().orElse("(left out)"));
    }
}

package configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.URISupport;

/** Draws the configured routes as text: topics, their subscribers, and handlers. */
public final class Tree {
    private final List<ConfiguredRoute> routes;

    private Tree(List<ConfiguredRoute> routes) {
        this.routes = routes;
    }

    /** The tree of an application whose configuration has been checked. */
    public static Tree of(Registry registry) {
        return new Tree(ConfiguredRoute.in(registry));
    }

    /** The topics first, each with its publishers and subscribers, then the queues that no topic here feeds. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        Map<String, List<String>> branches = new TreeMap<>();
        for (ConfiguredRoute route : routes) {
            if (route.parameters().containsKey("topic")) {
                List<String> lines =
                        branches.computeIfAbsent(route.parameters().get("topic"), topic -> new ArrayList<>());
                if (!"topic".equals(route.template())) {
                    lines.add(branch(route.parameters()));
                }
            }
        }
        branches.forEach((topic, lines) -> {
            text.append(topic).append('\n');
            lines.sort(Comparator.reverseOrder());
            for (int i = 0; i < lines.size(); i++) {
                text.append(i == lines.size() - 1 ? "└─" : "├─")
                        .append(lines.get(i))
                        .append('\n');
            }
        });
        routes.stream()
                .filter(route -> handles(route.parameters()) || "queue".equals(route.template()))
                .map(route -> route.parameters().get("queue"))
                .filter(queue -> queue != null && !isFed(queue))
                .distinct()
                .sorted()
                .forEach(queue -> text.append("queue ")
                        .append(queue)
                        .append(handlers(queue))
                        .append('\n'));
        routes.stream()
                .filter(route -> "inbox".equals(route.template()))
                .map(route -> "inbox %s ─▶ %s"
                        .formatted(
                                route.parameters().get("inbox"),
                                route.parameters().get("path")))
                .sorted()
                .forEach(inbox -> text.append(inbox).append('\n'));
        return text.toString();
    }

    private String branch(Map<String, String> route) {
        String filter = Stream.of("types", "filter")
                .filter(route::containsKey)
                .map(parameter -> " " + route.get(parameter))
                .collect(Collectors.joining());
        if (route.containsKey("from")) {
            return "◀ " + shown(route.get("from"));
        } else if (route.containsKey("queue")) {
            return "▶ " + route.get("queue") + filter + handlers(route.get("queue"));
        } else if (route.containsKey("inbox")) {
            return "▶ " + inbox(route) + filter;
        } else if (route.containsKey("protocol")) {
            return "▶ " + route.get("protocol") + " " + shown(route.get("endpoint")) + filter;
        } else if (route.containsKey("path")) {
            return "▶ push to " + route.get("path") + " ─▶ " + shown(route.get("handler"));
        }
        return "─ " + route.values().stream().map(Tree::shown).collect(Collectors.joining(" "));
    }

    /** Whether a topic here feeds the queue. */
    private boolean isFed(String queue) {
        return routes.stream()
                .map(ConfiguredRoute::parameters)
                .anyMatch(route -> queue.equals(route.get("queue")) && route.containsKey("topic"));
    }

    private String handlers(String queue) {
        return routes.stream()
                .map(ConfiguredRoute::parameters)
                .filter(route -> queue.equals(route.get("queue")) && handles(route))
                .map(route -> " ─▶ " + (route.containsKey("handler") ? shown(route.get("handler")) : inbox(route)))
                .collect(Collectors.joining());
    }

    /** Whether the route consumes a queue and passes its events to a handler, or to the inboxes of clients. */
    private static boolean handles(Map<String, String> route) {
        return route.containsKey("handler") || (route.containsKey("inbox") && route.containsKey("queue"));
    }

    private static String inbox(Map<String, String> route) {
        return "inbox %s of %s".formatted(route.get("inbox"), route.get("clients"));
    }

    /** The URI without passwords. */
    private static String shown(String uri) {
        return URISupport.sanitizeUri(uri);
    }
}

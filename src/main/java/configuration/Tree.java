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

/** The routes that are written as configuration, as a person draws them: topic, subscribers, handlers. */
public final class Tree {
    private final List<Map<String, String>> routes;

    private Tree(List<Map<String, String>> routes) {
        this.routes = routes;
    }

    /** The routes of an application whose configuration has been checked. */
    public static Tree of(Registry registry) {
        return new Tree(ConfiguredRoute.in(registry).stream()
                .map(ConfiguredRoute::parameters)
                .toList());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        Map<String, List<String>> branches = new TreeMap<>();
        for (Map<String, String> route : routes) {
            if (route.containsKey("topic")) {
                branches.computeIfAbsent(route.get("topic"), topic -> new ArrayList<>())
                        .add(
                                route.containsKey("from")
                                        ? "◀ " + URISupport.sanitizeUri(route.get("from"))
                                        : "▶ " + subscriber(route));
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
        return text.toString();
    }

    private String subscriber(Map<String, String> fanOut) {
        String filter = Stream.of("types", "filter")
                .filter(fanOut::containsKey)
                .map(parameter -> " " + fanOut.get(parameter))
                .collect(Collectors.joining());
        String queue = fanOut.get("queue");
        if (queue == null) {
            return fanOut.get("protocol") + " " + URISupport.sanitizeUri(fanOut.get("endpoint")) + filter;
        }
        String handlers = routes.stream()
                .filter(route -> queue.equals(route.get("queue")) && route.containsKey("handler"))
                .map(route -> " ─▶ " + URISupport.sanitizeUri(route.get("handler")))
                .collect(Collectors.joining());
        return queue + filter + handlers;
    }
}

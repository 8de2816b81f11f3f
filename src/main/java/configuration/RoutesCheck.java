package configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks correct routes against each other. */
final class RoutesCheck {
    private RoutesCheck() {}

    /** One line for each mistake, naming both routes. */
    static List<String> mistakes(List<WrittenRoute> routes, Map<String, Template> templates) {
        List<String> mistakes = new ArrayList<>();
        Set<List<Object>> reported = new HashSet<>();
        for (WrittenRoute route : routes) {
            Template template = templates.get(route.templateId());
            if (template == null || template.agreementsWithOthers().isEmpty()) {
                continue;
            }
            Map<String, String> values = route.texts();
            for (WrittenRoute other : routes) {
                if (other.id().equals(route.id())) {
                    continue;
                }
                Map<String, String> others = other.texts();
                others.put(Template.ID, other.templateId());
                for (var agreement : template.agreementsWithOthers()) {
                    agreement
                            .apply(values, others)
                            // Two routes that object to each other are one mistake.
                            .filter(objection -> !reported.contains(List.of(agreement, other.id(), route.id())))
                            .map(objection -> line(route.id(), values, objection, other.id()))
                            .ifPresent(mistake -> {
                                reported.add(List.of(agreement, route.id(), other.id()));
                                mistakes.add(mistake);
                            });
                }
            }
        }
        return mistakes;
    }

    private static String line(
            String route, Map<String, String> values, Template.Objection objection, String otherRoute) {
        String name = objection.parameter();
        String allowed = "must be %s of route %s".formatted(objection.allowed(), otherRoute);
        return values.containsKey(name)
                ? Line.of(route, name, values.get(name), allowed)
                : Line.of(route, name + " is missing: " + allowed);
    }
}

package configuration;

import static org.assertj.core.api.Assertions.assertThat;

import configuration.RouteDifference.ChangedParameter;
import configuration.RouteDifference.ChangedRoute;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RouteDifferenceTest {
    @Property
    void the_same_routes_do_not_differ(@ForAll("readings") Map<String, Map<String, String>> routes) {
        RouteDifference difference = RouteDifference.between(routes, new HashMap<>(routes));

        assertThat(difference.isEmpty()).isTrue();
        assertThat(difference.unchanged()).isEqualTo(routes.size());
    }

    @Property
    void every_route_is_added_removed_changed_or_unchanged(
            @ForAll("readings") Map<String, Map<String, String>> before,
            @ForAll("readings") Map<String, Map<String, String>> after) {
        RouteDifference difference = RouteDifference.between(before, after);

        assertThat(difference.added().size() + difference.changed().size() + difference.unchanged())
                .isEqualTo(after.size());
        assertThat(difference.removed().size() + difference.changed().size() + difference.unchanged())
                .isEqualTo(before.size());
        assertThat(difference.leaving()).isSubsetOf(before.keySet());
        assertThat(difference.arriving()).isSubsetOf(after.keySet());
    }

    @Property
    void removing_and_adding_the_routes_of_a_difference_leads_to_the_later_routes(
            @ForAll("readings") Map<String, Map<String, String>> before,
            @ForAll("readings") Map<String, Map<String, String>> after) {
        RouteDifference difference = RouteDifference.between(before, after);

        Map<String, Map<String, String>> running = new HashMap<>(before);
        difference.leaving().forEach(running::remove);
        difference.arriving().forEach(route -> running.put(route, after.get(route)));

        assertThat(running).isEqualTo(after);
    }

    @Property
    void applying_the_changed_parameters_to_an_earlier_route_leads_to_the_later_one(
            @ForAll("readings") Map<String, Map<String, String>> before,
            @ForAll("readings") Map<String, Map<String, String>> after) {
        for (ChangedRoute route : RouteDifference.between(before, after).changed()) {
            Map<String, String> parameters = new HashMap<>(before.get(route.route()));
            for (ChangedParameter parameter : route.parameters()) {
                assertThat(Optional.ofNullable(parameters.get(parameter.name())))
                        .isEqualTo(parameter.from());
                parameter
                        .to()
                        .ifPresentOrElse(
                                value -> parameters.put(parameter.name(), value),
                                () -> parameters.remove(parameter.name()));
            }

            assertThat(parameters).isEqualTo(after.get(route.route()));
        }
    }

    @Test
    void a_route_that_depends_on_a_changed_one_changes_too() {
        Map<String, Map<String, String>> routes = new LinkedHashMap<>();
        routes.put("billing", Map.of("queue", "billing"));
        routes.put("audit", Map.of("queue", "audit"));

        RouteDifference difference = RouteDifference.between(routes, routes)
                .with(Map.of("audit", new ChangedParameter("its queue", Optional.empty(), Optional.empty())));

        assertThat(difference.changed()).extracting(ChangedRoute::route).isEqualTo(List.of("audit"));
        assertThat(difference.unchanged()).isEqualTo(1);
    }

    @Provide
    Arbitrary<Map<String, Map<String, String>>> readings() {
        Arbitrary<String> names = Arbitraries.of("billing", "shipping", "audit", "history");
        Arbitrary<String> parameters = Arbitraries.of("queue", "handler", "concurrency");
        Arbitrary<String> values = Arbitraries.of("1", "2", "");
        return Arbitraries.maps(names, Arbitraries.maps(parameters, values).ofMaxSize(3))
                .ofMaxSize(4);
    }
}

package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

/** Mistakes in a configuration that stop the start with one line each, told by the templates as they are shipped. */
class ParametersTest {
    @Test
    void a_handler_that_no_component_can_reach_is_refused() {
        assertThat(mistakes("""
                        camel.route-template[billing].template-id = polling-consumer
                        camel.route-template[billing].queue       = billing
                        camel.route-template[billing].handler     = foo:bar
                        """))
                .containsExactly("route billing: handler = foo:bar:"
                        + " must be a Camel endpoint such as direct:bill; the application has no component foo");
    }

    @Test
    void a_handler_that_no_route_consumes_is_refused() {
        assertThat(mistakes("""
                        camel.route-template[internal].template-id = publish
                        camel.route-template[internal].from        = direct:internal
                        camel.route-template[internal].topic       = orders
                        camel.route-template[billing].template-id  = polling-consumer
                        camel.route-template[billing].queue        = billing
                        camel.route-template[billing].handler      = direct:typo
                        camel.route-template[forward].template-id  = fifo-consumer
                        camel.route-template[forward].queue        = forward.fifo
                        camel.route-template[forward].handler      = direct:internal
                        """))
                .containsExactly("route billing: handler = direct:typo: no route consumes it;"
                        + " there is direct:audit, direct:bill, direct:history, direct:internal");
    }

    @Test
    void a_backoff_longer_than_the_longest_is_refused() {
        assertThat(mistakes("""
                        camel.route-template[billing].template-id = polling-consumer
                        camel.route-template[billing].queue       = billing
                        camel.route-template[billing].handler     = direct:bill
                        camel.route-template[billing].backoff     = 20m
                        """))
                .containsExactly("route billing: backoff = 20m: must be no longer than maxBackoff, which is 15m");
    }

    @Test
    void two_routes_that_subscribe_one_queue_to_one_topic_are_refused_as_one_mistake() {
        assertThat(mistakes("""
                        camel.route-template[a].template-id = fan-out
                        camel.route-template[a].topic       = orders
                        camel.route-template[a].queue       = billing
                        camel.route-template[b].template-id = fan-out
                        camel.route-template[b].topic       = orders
                        camel.route-template[b].queue       = billing
                        camel.route-template[c].template-id = fan-out
                        camel.route-template[c].topic       = payments
                        camel.route-template[c].queue       = billing
                        camel.route-template[d].template-id = polling-consumer
                        camel.route-template[d].queue       = billing
                        camel.route-template[d].handler     = direct:bill
                        """))
                .containsExactly(
                        "route a: queue = billing: must be another queue of topic orders than that of route b");
    }

    @Test
    void two_routes_that_subscribe_one_endpoint_to_one_topic_are_refused() {
        assertThat(mistakes("""
                        camel.route-template[a].template-id = fan-out
                        camel.route-template[a].topic       = orders
                        camel.route-template[a].protocol    = email
                        camel.route-template[a].endpoint    = a@example.com
                        camel.route-template[b].template-id = fan-out
                        camel.route-template[b].topic       = orders
                        camel.route-template[b].protocol    = email
                        camel.route-template[b].endpoint    = a@example.com
                        camel.route-template[c].template-id = fan-out
                        camel.route-template[c].topic       = orders
                        camel.route-template[c].protocol    = email-json
                        camel.route-template[c].endpoint    = a@example.com
                        """))
                .containsExactly("route a: endpoint = a@example.com:"
                        + " must be another endpoint of topic orders than that of route b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linger", "maxLinger"})
    void a_time_to_wait_for_other_events_is_gone(String parameter) {
        assertThat(mistakes("""
                        camel.route-template[publish-orders].template-id = publish
                        camel.route-template[publish-orders].from        = direct:orders
                        camel.route-template[publish-orders].topic       = orders
                        camel.route-template[publish-orders].%s = 5ms
                        """.formatted(parameter)))
                .containsExactly("route publish-orders: %1$s = 5ms: %1$s is gone: an event is sent at once, or with the"
                                .formatted(parameter)
                        + " next request if one is in flight; leave it out");
    }

    private static List<String> mistakes(String properties) {
        try (Backbone backbone = Backbone.of(properties)) {
            Exception refusal = catchException(backbone::start);
            return ConfigurationException.in(refusal)
                    .map(ConfigurationException::mistakes)
                    .orElseThrow(() -> new AssertionError("was not refused", refusal));
        }
    }
}

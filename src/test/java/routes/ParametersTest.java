package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

/** Mistakes in a configuration stop the start with one line each, found by the templates as they are shipped. */
class ParametersTest {
    private static final String BILLING = """
            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            camel.route-template[billing].handler     = direct:bill
            """;

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
                .containsExactly(
                        "route billing: handler = direct:typo: no route consumes it;" + " there is direct:internal");
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

    @ParameterizedTest
    @ValueSource(strings = {"rate = 0/s", "rate = 50", "rate = 50/h", "rate = -1/s", "rate = 5.5/s", "rate = 50 / s"})
    void a_malformed_rate_is_refused(String rate) {
        assertThat(mistakes(BILLING + "camel.route-template[billing]." + rate))
                .containsExactly(
                        "route billing: %s: must be a number of events a second or minute, such as 100/s or 30/m, up to 9999999"
                                .formatted(rate));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1001",
                "-1",
                "often",
                "50%",
                "0% in 30s",
                "101% in 30s",
                "50% in 30",
                "50% in 0s",
                "50% in 2h"
            })
    void a_pause_after_that_is_no_number_or_share_of_failures_is_refused(String after) {
        assertThat(mistakes(BILLING + "camel.route-template[billing].pauseAfter = " + after))
                .containsExactly(
                        "route billing: pauseAfter = %s: must be a number of failures in a row from 1 to 1000, such as 10, or a share of the handlers in a time from 1s to 1h, such as 50%% in 30s"
                                .formatted(after));
    }

    @Test
    void a_pause_for_without_a_pause_after_is_refused() {
        assertThat(mistakes(BILLING + "camel.route-template[billing].pauseFor = 1m"))
                .containsExactly(
                        "route billing: pauseFor = 1m: must be left out where pauseAfter is: the route never pauses itself");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch = 0 | batch = 0: must be a whole number from 1 to 100",
                "batch = 101 | batch = 101: must be a whole number from 1 to 100",
                "batch = all | batch = all: must be a whole number from 1 to 100",
                "batchWait = 6m | batchWait = 6m: must be a duration such as 500ms, 30s or 15m, from 0s to 5m",
                "batchWait = 1s | batchWait = 1s: must be left out where batch is 1: a handler of single events waits for no other",
                "batch = 10; batchWait = 30s | batchWait = 30s: must be shorter than visibilityTimeout, which is 30s",
                "batch = 100; concurrency = 101 | batch = 100: must be at most 99 where concurrency is 101: the handlers of a route hold up to 10000 events",
                "batch = 2; forward = X-Tenant | forward = X-Tenant: must be left out where batch is more than 1: the attributes of several events are no headers"
            })
    void a_batch_that_cannot_work_is_refused(String parameters, String mistake) {
        String lines = Stream.of(parameters.split("; "))
                .map("camel.route-template[billing]."::concat)
                .collect(Collectors.joining("\n"));

        assertThat(mistakes(BILLING + lines)).containsExactly("route billing: " + mistake);
    }

    @Test
    void a_tenant_on_a_fifo_topic_or_beside_a_group_is_refused() {
        String in = """
                camel.route-template[in].template-id = publish
                camel.route-template[in].from        = direct:in
                camel.route-template[in].tenant      = ${header.customer}
                camel.route-template[in].group       = ${header.customer}
                """;

        assertThat(mistakes(in + "camel.route-template[in].topic = orders.fifo"))
                .containsExactly(
                        "route in: tenant = ${header.customer}: must be left out for a FIFO topic, where group keeps the order");
        assertThat(mistakes(in + "camel.route-template[in].topic = orders"))
                .containsExactly(
                        "route in: tenant = ${header.customer}: must be left out where group is: both name the message group");
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
    void the_removed_linger_parameters_are_refused(String parameter) {
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

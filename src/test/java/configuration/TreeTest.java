package configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.junit.jupiter.api.Test;

class TreeTest {
    @Test
    void draws_publishers_subscribers_and_handlers_below_their_topic() throws Exception {
        assertThat(tree(Map.of(
                        "in", Map.of("topic", "orders", "from", "file:inbox"),
                        "fan",
                                Map.of(
                                        "topic",
                                        "orders",
                                        "queue",
                                        "billing",
                                        "types",
                                        "A",
                                        "filter",
                                        "{\"customer\":[1]}"),
                        "mail", Map.of("topic", "orders", "protocol", "email", "endpoint", "a@b.c"),
                        "bill", Map.of("queue", "billing", "handler", "direct:bill"))))
                .isEqualTo("""
                        orders
                        ├─◀ file:inbox
                        ├─▶ email a@b.c
                        └─▶ billing A {"customer":[1]} ─▶ direct:bill
                        """);
    }

    @Test
    void draws_the_queues_that_no_topic_here_feeds() throws Exception {
        assertThat(tree(Map.of(
                        "in", Map.of("topic", "orders", "from", "direct:in"),
                        "archive", Map.of("queue", "archive", "handler", "file:archive"),
                        "letters", Map.of("queue", "archive"),
                        "other", Map.of("queue", "archive", "handler", "direct:other"),
                        "mail", Map.of("queue", "mail.fifo", "handler", "https:mail.example?authPassword=secret"))))
                .isEqualTo("""
                        orders
                        └─◀ direct:in
                        queue archive ─▶ file:archive ─▶ direct:other
                        queue mail.fifo ─▶ https:mail.example?authPassword=xxxxxx
                        """);
    }

    @Test
    void draws_a_push_from_sns_to_its_handler() throws Exception {
        assertThat(tree(Map.of("push", Map.of("topic", "orders", "path", "/sns/orders", "handler", "direct:bill"))))
                .isEqualTo("""
                        orders
                        └─▶ push to /sns/orders ─▶ direct:bill
                        """);
    }

    private static String tree(Map<String, Map<String, Object>> routes) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("routes", RouteTemplateParameterSource.class, source(routes));
            return Tree.of(context.getRegistry()).toString();
        }
    }

    private static RouteTemplateParameterSource source(Map<String, Map<String, Object>> routes) {
        return new RouteTemplateParameterSource() {
            @Override
            public Map<String, Object> parameters(String routeId) {
                return new HashMap<>(routes.get(routeId));
            }

            @Override
            public java.util.Set<String> routeIds() {
                return new java.util.TreeSet<>(List.copyOf(routes.keySet()));
            }
        };
    }
}

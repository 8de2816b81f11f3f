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
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Map<String, Map<String, Object>> routes = Map.of(
                    "in", Map.of("topic", "orders", "from", "file:inbox"),
                    "fan", Map.of("topic", "orders", "queue", "billing", "types", "A", "filter", "{\"customer\":[1]}"),
                    "mail", Map.of("topic", "orders", "protocol", "email", "endpoint", "a@b.c"),
                    "bill", Map.of("queue", "billing", "handler", "direct:bill"));
            context.getRegistry().bind("routes", RouteTemplateParameterSource.class, source(routes));

            String tree = Tree.of(context.getRegistry()).toString();

            assertThat(tree).isEqualTo("""
                    orders
                    ├─◀ file:inbox
                    ├─▶ email a@b.c
                    └─▶ billing A {"customer":[1]} ─▶ direct:bill
                    """);
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

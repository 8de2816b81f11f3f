package topology.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import local.Clients;
import local.LocalCloud;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topology.Subscription;

class SubscriptionComponentTest {
    private final LocalCloud cloud = LocalCloud.start(LocalCloud.Ports.FREE);
    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void bind() {
        context.getRegistry().bind("sqs", Clients.sqs(cloud.sqsEndpoint()));
        context.getRegistry().bind("sns", Clients.sns(cloud.snsEndpoint()));
        context.getRegistry().bind("billing", Subscription.of(Map.of("topic", "orders", "queue", "billing")));
    }

    @AfterEach
    void stop() {
        context.stop();
        cloud.close();
    }

    @Test
    void sends_the_route_a_report_of_the_changes_at_each_start() throws Exception {
        context.addRoutes(route("mock:made"));
        MockEndpoint made = context.getEndpoint("mock:made", MockEndpoint.class);
        made.expectedMessageCount(2);

        context.start();
        context.getRouteController().stopRoute("billing");
        context.getRouteController().startRoute("billing");

        made.assertIsSatisfied();
        assertThat(made.getExchanges())
                .extracting(exchange -> exchange.getMessage().getBody(String.class))
                .containsExactly(
                        "orders → billing: created topic orders, created queue billing-dead-letters,"
                                + " created queue billing, created subscription orders → billing",
                        "orders → billing: as written");
    }

    @Test
    void is_started_even_if_the_route_cannot_take_the_report() throws Exception {
        context.addRoutes(route("direct:nobody-there?failIfNoConsumers=true&block=false"));

        context.start();

        assertThat(context.getRouteController().getRouteStatus("billing")).isEqualTo(ServiceStatus.Started);
    }

    private static RouteBuilder route(String to) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("sns-subscription:orders?subscription=#bean:billing")
                        .routeId("billing")
                        .to(to);
            }
        };
    }
}

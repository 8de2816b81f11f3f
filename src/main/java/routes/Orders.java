package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.aws2Ddb;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.direct;

import java.time.Clock;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.ddb.Ddb2Operations;
import shop.AuditItem;
import shop.KnownStatus;
import shop.Till;

/**
 * The handlers of the sample that need code. The other one is in {@code resources/routes/shipping.camel.yaml}.
 *
 * <pre>
 * direct:bill    ──▶ till ──▶ log
 * direct:audit   ──▶ DynamoDB table order-audit
 * direct:history ──▶ known status ──▶ log
 * </pre>
 */
public class Orders extends RouteBuilder {
    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from(direct("bill"))
            .routeId("bill")
            .routeDescription("Bills an order that was placed")
            .process(new Till(Clock.systemUTC())).id("check-order")
            .log("billed ${header.ce-id}: ${body}").id("log-bill");

        from(direct("audit"))
            .routeId("audit")
            .routeDescription("Keeps every event of an order in DynamoDB")
            .process(new AuditItem()).id("audit-item")
            .to(aws2Ddb("order-audit").operation(Ddb2Operations.PutItem).enabledInitialDescribeTable(false)).id("audit-put");

        from(direct("history"))
            .routeId("history")
            .routeDescription("Logs the history of an order, in the order in which it happened")
            .process(new KnownStatus()).id("check-status")
            .log("history of ${header.ce-subject}: ${body}").id("log-history");
    }
}

package testing;

import static org.awaitility.Awaitility.await;

import java.util.regex.Pattern;
import local.faults.AwsProxy;
import local.faults.Call;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Ends long polls quickly, for tests that are not about a stop. A stop waits for each long poll, and checks only once a
 * second.
 */
public final class LongPolls {
    private static final Pattern CONSUMES = Pattern.compile("(aws2-sqs|inbox):");

    private LongPolls() {}

    /**
     * Ends the receives in flight of a context that the test stops next, and lets the context begin no other receive.
     *
     * @param sqs the proxy that the context's receives go through
     */
    public static void end(CamelContext context, AwsProxy sqs) {
        context.getRoutes().stream()
                .filter(route ->
                        CONSUMES.matcher(route.getEndpoint().getEndpointUri()).lookingAt())
                .filter(route -> context.getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted())
                .map(Route::getConsumer)
                .forEach(ServiceHelper::suspendService);
        sqs.endLongPolls();
        await().until(() -> sqs.calls("ReceiveMessage").stream().noneMatch(call -> call.status() == Call.OPEN));
    }
}

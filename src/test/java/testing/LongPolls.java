package testing;

import static org.awaitility.Awaitility.await;

import java.util.regex.Pattern;
import local.faults.AwsProxy;
import local.faults.Call;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;

/** The end of a test that is not about a stop: a stop waits for each long poll to end, and looks for that once a second. */
public final class LongPolls {
    private static final Pattern CONSUMES = Pattern.compile("(aws2-sqs|inbox):");

    private LongPolls() {}

    /**
     * Ends the receives under way in this context, which is to be stopped next, and lets it begin no other.
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

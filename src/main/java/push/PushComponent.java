package push;

import configuration.ConfigurationException;
import configuration.Durations;
import event.Expiry;
import failure.PermanentFailures;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code sns-push:/sns/orders?topic=orders}: receives events that SNS pushes to the application's HTTP port. A push
 * must be signed by SNS, belong to the topic and be at most an hour old. Each event reaches the route once.
 *
 * <p>The property {@code sns.local} is the address of an SNS inside a JVM on this machine, whose pushes are trusted
 * too.
 */
public final class PushComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
        return new PushEndpoint(
                uri,
                this,
                path.startsWith("/") ? path : "/" + path,
                new PushEndpoint.Options(
                        getAndRemoveParameter(parameters, "topic", String.class),
                        Durations.parse(getAndRemoveParameter(parameters, "lease", String.class, "1m")),
                        PermanentFailures.parse(getAndRemoveParameter(parameters, "permanent", String.class, "")),
                        new Expiry(getAndRemoveParameter(parameters, Expiry.PARAMETER, Boolean.class, true)),
                        getAndRemoveParameter(parameters, "idempotent", Boolean.class, true)));
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        String local = getCamelContext().resolvePropertyPlaceholders("{{sns.local:}}");
        if (!local.isBlank() && !PushSignature.isLoopback(URI.create(local))) {
            throw new ConfigurationException(List.of(
                    "sns.local = %s: must be an address on loopback, such as http://127.0.0.1:9911".formatted(local)));
        }
    }
}

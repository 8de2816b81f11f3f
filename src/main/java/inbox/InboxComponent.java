package inbox;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code inbox:app?settings=#bean:…}: serves the queues of an inbox's clients over WebSockets, on the application's HTTP port. The
 * route gets one message whenever a client connects.
 */
public final class InboxComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String inbox, Map<String, Object> parameters) {
        return new InboxEndpoint(
                uri, this, resolveAndRemoveReferenceParameter(parameters, "settings", InboxSettings.class));
    }
}

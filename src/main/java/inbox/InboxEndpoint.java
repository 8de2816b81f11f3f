package inbox;

import java.util.Objects;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.DefaultEndpoint;

/** The endpoint where the clients of an inbox connect. */
final class InboxEndpoint extends DefaultEndpoint {
    private final InboxSettings settings;

    InboxEndpoint(String uri, InboxComponent component, InboxSettings settings) {
        super(uri, component);
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * Registers the path at the HTTP server, so that a request before the start of the route gets the answer to try again later.
     */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext()
                .getEndpoint(
                        "platform-http:" + settings.path() + "?httpMethodRestrict=GET", PlatformHttpEndpoint.class);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        InboxConsumer consumer = new InboxConsumer(this, processor, settings);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("inbox can only be the from of a route");
    }
}

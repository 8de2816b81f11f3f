package push;

import event.Expiry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import ledger.Ledger;
import ledger.ReceiveCount;
import org.apache.camel.Consumer;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** The endpoint to which SNS pushes the events of a topic. */
final class PushEndpoint extends DefaultEndpoint {
    private final String path;
    private final Options options;

    /** The options of the endpoint's URI. */
    record Options(
            String topic,
            Duration lease,
            List<Class<? extends Throwable>> permanent,
            Expiry expiry,
            boolean idempotent) {}

    PushEndpoint(String uri, PushComponent component, String path, Options options) {
        super(uri, component);
        this.path = Objects.requireNonNull(path, "path");
        this.options = Objects.requireNonNull(options, "options");
        setExchangePattern(ExchangePattern.InOnly);
    }

    String path() {
        return path;
    }

    String topic() {
        return options.topic();
    }

    Duration lease() {
        return options.lease();
    }

    /** The options of the endpoint's URI. */
    Options options() {
        return options;
    }

    /** The application's ledger; a ledger without effect if the route or the application has none. */
    Ledger ledger() {
        return usesLedger() ? getCamelContext().getRegistry().findSingleByType(Ledger.class) : new ReceiveCount();
    }

    /** Whether the route uses a ledger, which records handled events. */
    boolean usesLedger() {
        return options.idempotent() && getCamelContext().getRegistry().findSingleByType(Ledger.class) != null;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        PushListener consumer = new PushListener(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("sns-push only receives; publish to a topic by aws2-sns");
    }
}

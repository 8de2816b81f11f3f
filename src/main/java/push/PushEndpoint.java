package push;

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

/** Where SNS pushes the events of a topic to. */
final class PushEndpoint extends DefaultEndpoint {
    private final String path;
    private final Options options;

    /** What is written of it. */
    record Options(String topic, Duration lease, List<Class<? extends Throwable>> permanent, boolean idempotent) {}

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

    List<Class<? extends Throwable>> permanent() {
        return options.permanent();
    }

    /** The application's ledger; none if this route or the application does without one. */
    Ledger ledger() {
        Ledger ledger = getCamelContext().getRegistry().findSingleByType(Ledger.class);
        return options.idempotent() && ledger != null ? ledger : new ReceiveCount();
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        PushListener consumer = new PushListener(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("SNS pushes; a topic is published to by aws2-sns");
    }
}

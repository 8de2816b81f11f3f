package publishing;

import configuration.Durations;
import event.MessageLimits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.sns.Sns2Component;
import org.apache.camel.component.aws2.sns.Sns2Configuration;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's {@code aws2-sns}, with a producer that publishes in batches and waits for AWS only when it starts.
 *
 * <p>Every option keeps its name and meaning, {@code batchEnabled} apart, which is refused because batches are always
 * made. Three options come with it: {@code batchSize}, how many events share a request at most (1 to 10, 10 unless set),
 * {@code linger}, how long an event may wait for others while a request is on its way ({@code 5ms} unless set), and {@code
 * maxLinger}, how long it may wait while events come so fast that they fill a request within that time ({@code 50ms}).
 */
@Component("aws2-sns")
public final class SnsComponent extends Sns2Component {
    private ExecutorService requests;

    @Override
    protected Endpoint createEndpoint(String uri, String topic, Map<String, Object> parameters) throws Exception {
        Sns2Configuration given =
                resolveAndRemoveReferenceParameter(parameters, "configuration", Sns2Configuration.class);
        Sns2Configuration configuration = (given == null ? getConfiguration() : given).copy();
        if (topic.startsWith("arn:")) {
            configuration.setTopicArn(topic);
        } else {
            configuration.setTopicName(topic);
        }
        SnsEndpoint endpoint = new SnsEndpoint(uri, this, configuration, batching(parameters));
        setProperties(endpoint, parameters);
        if (configuration.isBatchEnabled()) {
            throw new IllegalArgumentException(
                    "batchEnabled is not needed: events share requests by themselves, see batchSize and linger");
        }
        return endpoint;
    }

    private Batching batching(Map<String, Object> parameters) {
        int size = getAndRemoveParameter(parameters, "batchSize", Integer.class, MessageLimits.BATCH);
        Duration linger = Durations.parse(getAndRemoveParameter(parameters, "linger", String.class, "5ms"));
        Duration most = Durations.parse(getAndRemoveParameter(parameters, "maxLinger", String.class, "50ms"));
        return new Batching(size, linger, most);
    }

    /** Where requests are sent, and callers hear of them, whose thread does not do so itself; the batches bound how many. */
    ExecutorService requests() {
        return requests;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        requests = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "publish");
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getExecutorServiceManager().shutdownGraceful(requests);
        super.doStop();
    }
}

package publishing;

import event.MessageLimits;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.sns.Sns2Component;
import org.apache.camel.component.aws2.sns.Sns2Configuration;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's {@code aws2-sns}, with a producer that publishes in batches and waits for AWS only when it starts.
 *
 * <p>Every option keeps its name and meaning, except {@code batchEnabled}, which is refused because batches are always made. Two
 * options are added: {@code batchSize}, the most events in a request (1 to 10, 10 unless set), and {@code maxMessageSize}, the
 * largest event in bytes for a topic that others make.
 */
@Component("aws2-sns")
public final class SnsComponent extends Sns2Component {
    /** What replaces the former options {@code linger} and {@code maxLinger}. */
    public static final String NO_LINGER =
            "an event is sent at once, or with the next request if one is in flight; leave it out";

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
        refuseLinger(parameters);
        SnsEndpoint endpoint = new SnsEndpoint(
                uri,
                this,
                configuration,
                batchSize(parameters),
                EventLimit.of(getCamelContext(), topic, size(parameters)));
        setProperties(endpoint, parameters);
        if (configuration.isBatchEnabled()) {
            throw new IllegalArgumentException(
                    "batchEnabled is not needed: events share requests by themselves, see batchSize");
        }
        return endpoint;
    }

    private static void refuseLinger(Map<String, Object> parameters) {
        for (String gone : List.of("linger", "maxLinger")) {
            if (parameters.containsKey(gone)) {
                throw new IllegalArgumentException(gone + " is gone: " + NO_LINGER);
            }
        }
    }

    private int batchSize(Map<String, Object> parameters) {
        int size = getAndRemoveParameter(parameters, "batchSize", Integer.class, MessageLimits.BATCH);
        if (size < 1 || size > MessageLimits.BATCH) {
            throw new IllegalArgumentException(
                    "batchSize must be a whole number from 1 to " + MessageLimits.BATCH + " and is " + size);
        }
        return size;
    }

    /** The largest event according to the route, or {@code null}. */
    private Integer size(Map<String, Object> parameters) {
        Integer size = getAndRemoveParameter(parameters, EventLimit.PARAMETER, Integer.class);
        if (size != null && (size < MessageLimits.SMALLEST_TOPIC_LIMIT || size > MessageLimits.LARGEST_TOPIC_LIMIT)) {
            throw new IllegalArgumentException("%s must be a whole number from %d to %d and is %d"
                    .formatted(
                            EventLimit.PARAMETER,
                            MessageLimits.SMALLEST_TOPIC_LIMIT,
                            MessageLimits.LARGEST_TOPIC_LIMIT,
                            size));
        }
        return size;
    }

    /** The threads for requests and results that do not run on the caller's thread. {@link Batches} limits their number. */
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

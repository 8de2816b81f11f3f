package delivery;

import static delivery.QueueOptions.BACKOFF;
import static delivery.QueueOptions.CONCURRENCY;
import static delivery.QueueOptions.IDEMPOTENT;
import static delivery.QueueOptions.MAX_ATTEMPTS;
import static delivery.QueueOptions.MAX_BACKOFF;
import static delivery.QueueOptions.PERMANENT;

import configuration.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.component.aws2.sqs.Sqs2Configuration;

/**
 * Camel's {@code aws2-sqs} with Caravan's delivery: bind it under that name, and every route that consumes a queue is
 * delivered to safely. URIs, options and {@code camel.component.aws2-sqs.*} keys are Camel's; {@link QueueOptions} says
 * what has been added. A visibility timeout may be written as seconds, as Camel has it, or as a duration.
 */
public final class SqsComponent extends Sqs2Component {
    private static final String VISIBILITY_TIMEOUT = "visibilityTimeout";

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining == null || remaining.isBlank()) {
            throw new IllegalArgumentException("aws2-sqs needs the name or the ARN of a queue");
        }
        SqsEndpoint endpoint = new SqsEndpoint(
                uri,
                this,
                configuration(remaining),
                new SqsEndpoint.Additions(
                        getAndRemoveParameter(parameters, CONCURRENCY, Integer.class, 10),
                        getAndRemoveParameter(parameters, MAX_ATTEMPTS, Integer.class, 5),
                        new Backoff(
                                duration(parameters, BACKOFF, Duration.ofSeconds(1)),
                                duration(parameters, MAX_BACKOFF, Duration.ofMinutes(15))),
                        permanent(getAndRemoveParameter(parameters, PERMANENT, String.class, "")),
                        getAndRemoveParameter(parameters, IDEMPOTENT, Boolean.class, true)));
        inSeconds(parameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private Sqs2Configuration configuration(String nameOrArn) {
        Sqs2Configuration configuration = getConfiguration().copy();
        if (!nameOrArn.startsWith("arn:")) {
            configuration.setQueueName(nameOrArn);
            return configuration;
        }
        String[] parts = nameOrArn.split(":");
        if (parts.length != 6 || !parts[2].equals("sqs")) {
            throw new IllegalArgumentException(
                    nameOrArn + " is no queue's ARN, which is arn:aws:sqs:<region>:<account>:<name>");
        }
        configuration.setRegion(parts[3]);
        configuration.setQueueOwnerAWSAccountId(parts[4]);
        configuration.setQueueName(parts[5]);
        return configuration;
    }

    private Duration duration(Map<String, Object> parameters, String name, Duration otherwise) {
        String value = getAndRemoveParameter(parameters, name, String.class);
        return value == null ? otherwise : Durations.parse(value);
    }

    /** Camel's option takes seconds alone. */
    private static void inSeconds(Map<String, Object> parameters) {
        if (parameters.get(VISIBILITY_TIMEOUT) instanceof String value
                && !value.chars().allMatch(Character::isDigit)) {
            parameters.put(
                    VISIBILITY_TIMEOUT, String.valueOf(Durations.parse(value).toSeconds()));
        }
    }

    private List<Class<? extends Throwable>> permanent(String names) throws ClassNotFoundException {
        List<Class<? extends Throwable>> types = new ArrayList<>();
        for (String name : names.isBlank() ? new String[0] : names.trim().split("\\s*,\\s*")) {
            types.add(getCamelContext()
                    .getClassResolver()
                    .resolveMandatoryClass(name)
                    .asSubclass(Throwable.class));
        }
        return types;
    }
}

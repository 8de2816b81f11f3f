package delivery;

import static delivery.QueueOptions.BACKOFF;
import static delivery.QueueOptions.BATCH;
import static delivery.QueueOptions.BATCH_WAIT;
import static delivery.QueueOptions.BLOCK;
import static delivery.QueueOptions.CONCURRENCY;
import static delivery.QueueOptions.DELETE_LINGER;
import static delivery.QueueOptions.IDEMPOTENT;
import static delivery.QueueOptions.MAX_ATTEMPTS;
import static delivery.QueueOptions.MAX_BACKOFF;
import static delivery.QueueOptions.MAX_POLLERS;
import static delivery.QueueOptions.ON_FAILURE;
import static delivery.QueueOptions.PARK;
import static delivery.QueueOptions.PAUSE_AFTER;
import static delivery.QueueOptions.PAUSE_FOR;
import static delivery.QueueOptions.PERMANENT;
import static delivery.QueueOptions.PREFETCH;
import static delivery.QueueOptions.RATE;
import static delivery.QueueOptions.TIMEOUT;

import configuration.Durations;
import configuration.Frequency;
import configuration.Rule;
import event.Expiry;
import failure.Backoff;
import failure.PermanentFailures;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.component.aws2.sqs.Sqs2Configuration;
import org.apache.camel.spi.annotations.Component;
import software.amazon.awssdk.arns.Arn;
import topology.Queue;

/**
 * Camel's {@code aws2-sqs} with Caravan's delivery. Bound under that name, it serves every route that consumes a queue. URIs,
 * options and {@code camel.component.aws2-sqs.*} keys are Camel's; {@link QueueOptions} lists the additions. A visibility timeout
 * may be written in seconds, as in Camel, or as a duration.
 */
// Camel finds the generated setters of the options by this name, and only on this class.
@Component("aws2-sqs")
public final class SqsComponent extends Sqs2Component {
    private static final String VISIBILITY_TIMEOUT = "visibilityTimeout";

    private final Optional<Duration> deleteLinger;

    public SqsComponent() {
        deleteLinger = Optional.empty();
    }

    /** @param deleteLinger the default for every route whose URI does not set it */
    public SqsComponent(Duration deleteLinger) {
        this.deleteLinger = Optional.of(deleteLinger);
    }

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
                        getAndRemoveParameter(parameters, MAX_POLLERS, Integer.class, 10),
                        Optional.ofNullable(duration(parameters, TIMEOUT, null)),
                        getAndRemoveParameter(parameters, MAX_ATTEMPTS, Integer.class, 5),
                        new Backoff(
                                duration(parameters, BACKOFF, Duration.ofSeconds(1)),
                                duration(parameters, MAX_BACKOFF, Duration.ofMinutes(15))),
                        PermanentFailures.parse(getAndRemoveParameter(parameters, PERMANENT, String.class, "")),
                        Optional.ofNullable(duration(parameters, DELETE_LINGER, deleteLinger.orElse(null))),
                        getAndRemoveParameter(parameters, IDEMPOTENT, Boolean.class, true),
                        parks(getAndRemoveParameter(parameters, ON_FAILURE, String.class, BLOCK)),
                        limits(parameters)));
        inSeconds(parameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private Sqs2Configuration configuration(String nameArnOrUrl) {
        String nameOrArn = Queue.of(nameArnOrUrl).name();
        Sqs2Configuration configuration = getConfiguration().copy();
        if (!nameOrArn.startsWith("arn:")) {
            configuration.setQueueName(nameOrArn);
            return configuration;
        }
        Arn arn = Arn.tryFromString(nameOrArn)
                .filter(parsed -> parsed.service().equals("sqs"))
                .filter(parsed ->
                        parsed.region().isPresent() && parsed.accountId().isPresent())
                .orElseThrow(() -> new IllegalArgumentException(
                        nameOrArn + " is no queue's ARN, which is arn:aws:sqs:<region>:<account>:<name>"));
        configuration.setRegion(arn.region().get());
        configuration.setQueueOwnerAWSAccountId(arn.accountId().get());
        configuration.setQueueName(arn.resourceAsString());
        return configuration;
    }

    private ConsumptionLimits limits(Map<String, Object> parameters) {
        return new ConsumptionLimits(
                checked(parameters, RATE, Frequency.rule()).map(Frequency::parse),
                checked(parameters, PAUSE_AFTER, PauseAfter.rule()).map(PauseAfter::parse),
                duration(parameters, PAUSE_FOR, ConsumptionLimits.PAUSE),
                new Expiry(getAndRemoveParameter(parameters, Expiry.PARAMETER, Boolean.class, true)),
                getAndRemoveParameter(parameters, PREFETCH, Boolean.class, true),
                new Batching(
                        getAndRemoveParameter(parameters, BATCH, Integer.class, 1),
                        duration(parameters, BATCH_WAIT, Duration.ZERO)));
    }

    private Optional<String> checked(Map<String, Object> parameters, String name, Rule rule) {
        String value = getAndRemoveParameter(parameters, name, String.class);
        if (value != null) {
            rule.objection(value).ifPresent(allowed -> {
                throw new IllegalArgumentException("%s must be %s: %s".formatted(name, allowed, value));
            });
        }
        return Optional.ofNullable(value);
    }

    private static boolean parks(String onFailure) {
        if (!onFailure.equals(BLOCK) && !onFailure.equals(PARK)) {
            throw new IllegalArgumentException("onFailure must be block or park: " + onFailure);
        }
        return onFailure.equals(PARK);
    }

    private Duration duration(Map<String, Object> parameters, String name, Duration otherwise) {
        String value = getAndRemoveParameter(parameters, name, String.class);
        return value == null ? otherwise : duration(name, value);
    }

    private static Duration duration(String name, String value) {
        try {
            return Durations.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " must be a duration such as 500ms, 30s or 15m: " + value, e);
        }
    }

    /** Camel's option accepts seconds only. */
    private static void inSeconds(Map<String, Object> parameters) {
        if (parameters.get(VISIBILITY_TIMEOUT) instanceof String value
                && !value.chars().allMatch(Character::isDigit)) {
            parameters.put(
                    VISIBILITY_TIMEOUT,
                    String.valueOf(duration(VISIBILITY_TIMEOUT, value).toSeconds()));
        }
    }
}

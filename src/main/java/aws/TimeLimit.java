package aws;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Lets a call make no further attempt when its time is over. The first is made in any case, and one under way comes to its
 * own end.
 */
public final class TimeLimit implements ExecutionInterceptor {
    private static final ExecutionAttribute<Long> BEGAN = new ExecutionAttribute<>("CaravanCallBegan");
    private static final ExecutionAttribute<Duration> OF_CALL = new ExecutionAttribute<>("CaravanCallLimit");

    private final Duration limit;

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    /** For a call that has less time than its client allows. */
    public static Consumer<AwsRequestOverrideConfiguration.Builder> of(Duration limit) {
        return call -> call.putExecutionAttribute(OF_CALL, limit);
    }

    /**
     * Each attempt begins here.
     *
     * @throws SdkClientException if it is too late for another, which the SDK does not try again
     */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Long began = attributes.getAttribute(BEGAN);
        if (began == null) {
            attributes.putAttribute(BEGAN, System.nanoTime());
            return;
        }
        long most = Math.min(
                limit.toMillis(),
                attributes.getOptionalAttribute(OF_CALL).orElse(limit).toMillis());
        if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(most)) {
            throw SdkClientException.create("No attempt has succeeded within " + most / 1000.0 + " s");
        }
    }
}

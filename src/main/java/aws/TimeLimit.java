package aws;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Stops a call from making further attempts after a time limit. An attempt in flight is not interrupted. */
final class TimeLimit implements ExecutionInterceptor {
    private static final ExecutionAttribute<Long> BEGAN = new ExecutionAttribute<>("CaravanCallBegan");

    private final Duration limit;

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGAN, System.nanoTime());
    }

    /**
     * Checks the limit before each attempt.
     *
     * @throws SdkClientException if the limit has passed; the SDK does not retry this exception
     */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (System.nanoTime() - attributes.getAttribute(BEGAN) > limit.toNanos()) {
            throw SdkClientException.create("No attempt succeeded within " + limit.toSeconds() + " s");
        }
    }
}

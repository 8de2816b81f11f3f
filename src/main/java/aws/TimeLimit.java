package aws;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Lets a call make no attempt when its time is over. An attempt under way comes to its own end. */
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
     * Each attempt begins here.
     *
     * @throws SdkClientException if it is too late for one, which the SDK does not try again
     */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (System.nanoTime() - attributes.getAttribute(BEGAN) > limit.toNanos()) {
            throw SdkClientException.create("No attempt has succeeded within " + limit.toSeconds() + " s");
        }
    }
}

package aws;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Counts the calls to AWS by service and action, as the metric {@value #NAME}. Each attempt of the SDK counts, because
 * AWS charges for each.
 */
public final class AwsCalls implements ExecutionInterceptor, MeterBinder {
    static final String NAME = "caravan.aws.calls";

    private final Map<Action, LongAdder> counts = new ConcurrentHashMap<>();
    private MeterRegistry registry;

    private record Action(String service, String name) {}

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Action action = new Action(
                attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME).toLowerCase(Locale.ROOT),
                attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        LongAdder count = counts.get(action);
        (count == null ? first(action) : count).increment();
    }

    /** Registers the existing counters at once, and each later counter at its first call. */
    @Override
    public synchronized void bindTo(MeterRegistry meters) {
        registry = meters;
        counts.forEach(this::show);
    }

    private synchronized LongAdder first(Action action) {
        return counts.computeIfAbsent(action, same -> {
            LongAdder count = new LongAdder();
            if (registry != null) {
                show(action, count);
            }
            return count;
        });
    }

    private void show(Action action, LongAdder count) {
        FunctionCounter.builder(NAME, count, LongAdder::doubleValue)
                .description("Calls to AWS, each attempt")
                .tags("service", action.service(), "action", action.name())
                .register(registry);
    }
}

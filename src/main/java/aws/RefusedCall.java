package aws;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Names the call that a service has refused, such as {@code sqs:CreateQueue}. It is attached to the SDK's exception as
 * a suppressed exception, because not every AWS error names the action.
 */
public final class RefusedCall extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SERVER_ERROR = 500;

    private RefusedCall(String action) {
        super(action, null, false, false);
    }

    /** The call that led to this exception. */
    public static Optional<String> of(SdkServiceException answer) {
        return Stream.of(answer.getSuppressed())
                .filter(RefusedCall.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst();
    }

    /** Attaches the call to the exception. */
    static final class Note implements ExecutionInterceptor {
        private static final String BATCH = "Batch";

        @Override
        public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
            if (context.exception() instanceof SdkServiceException answer && answer.statusCode() < SERVER_ERROR) {
                answer.addSuppressed(new RefusedCall(action(
                        attributes
                                .getAttribute(SdkExecutionAttribute.SERVICE_NAME)
                                .toLowerCase(Locale.ROOT),
                        attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))));
            }
        }

        /** The action as IAM calls it; IAM has no actions for batches of SQS and SNS. */
        private static String action(String service, String operation) {
            boolean entries = !service.equals("dynamodb") && operation.endsWith(BATCH);
            return service + ":" + (entries ? operation.substring(0, operation.length() - BATCH.length()) : operation);
        }
    }
}

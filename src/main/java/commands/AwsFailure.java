package commands;

import aws.RefusedCall;
import java.net.ConnectException;
import java.util.Optional;
import java.util.stream.Stream;
import ledger.LedgerUnavailableException;
import process.ExitCode;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Turns a failure of AWS into an exit code and a line for the user.
 *
 * @param line what happened
 */
record AwsFailure(ExitCode code, String line) {
    /** The start of the line if region or credentials are missing. */
    static final String NOT_CONFIGURED = "AWS is not configured: ";

    /** The SDK's message if no source has credentials. */
    private static final String NO_CREDENTIALS = "Unable to load credentials";

    private static final int SERVER_ERROR = 500;

    /**
     * Finds a failure of AWS among the causes of an exception. The response of a service decides the exit code, however deep
     * it is among the causes. The line has the message of the ledger's own exception, if there is one.
     */
    static Optional<AwsFailure> in(Throwable failure) {
        Optional<String> ledger =
                first(failure, LedgerUnavailableException.class).map(Throwable::getMessage);
        return first(failure, SdkServiceException.class)
                .map(answer -> of(answer, ledger.orElse(answer.getMessage())))
                .or(() -> first(failure, SdkClientException.class)
                        .map(SdkClientException::getMessage)
                        .map(message -> of(message, ledger.orElse(message))))
                .or(() -> ledger.map(AwsFailure::away))
                .or(() -> first(failure, ConnectException.class).map(refused -> away(refused.getMessage())));
    }

    private static AwsFailure of(SdkServiceException answer, String message) {
        if (answer.statusCode() >= SERVER_ERROR || answer.isThrottlingException()) {
            return away(message);
        }
        String call = RefusedCall.of(answer).map(refused -> " " + refused).orElse("");
        return new AwsFailure(ExitCode.AWS_REFUSES, "AWS refuses" + call + ": " + message);
    }

    private static AwsFailure of(String sdk, String message) {
        return sdk.startsWith(NO_CREDENTIALS)
                ? new AwsFailure(ExitCode.CONFIGURATION, NOT_CONFIGURED + sdk)
                : away(message);
    }

    private static AwsFailure away(String message) {
        return new AwsFailure(ExitCode.AWS_AWAY, "AWS does not answer: " + message);
    }

    private static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}

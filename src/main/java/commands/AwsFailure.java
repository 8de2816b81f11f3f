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
 * What a failure of AWS means to who has typed a command.
 *
 * @param line what happened
 */
record AwsFailure(ExitCode code, String line) {
    /** How the line begins that says what to set up before AWS can be asked. */
    static final String NOT_CONFIGURED = "AWS is not configured: ";

    /** What the SDK says if none of its sources has credentials. */
    private static final String NO_CREDENTIALS = "Unable to load credentials";

    private static final int SERVER_ERROR = 500;

    /**
     * The failure of AWS among these causes: what a service has answered decides, however it was wrapped on the way, and the
     * ledger knows best how to say it.
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

package deadletters.http;

import deadletters.RefusedException;
import http.Problem;
import http.RightNeededException;
import java.util.concurrent.CompletionException;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns a failed operation on dead letters into an HTTP response. */
final class LetterProblems {
    private static final Logger LOG = LoggerFactory.getLogger(LetterProblems.class);

    private LetterProblems() {}

    static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RefusedException refused) {
            return Problem.of(status(refused.reason()), refused.getMessage());
        }
        if (cause instanceof RightNeededException needed) {
            return needed.problem();
        }
        if (cause instanceof LedgerUnavailableException) {
            return Problem.unavailable("The ledger does not answer");
        }
        if (cause instanceof SdkException) {
            LOG.warn(
                    "An operation on dead letters failed, because AWS does not answer or refuses: {}",
                    cause.getMessage());
            return Problem.unavailable("SQS does not answer or refuses");
        }
        LOG.error("An operation on dead letters failed", cause);
        return Problem.of(500, "The operation failed; the log says why");
    }

    private static int status(RefusedException.Reason reason) {
        return switch (reason) {
            case NOT_KNOWN -> 404;
            case WRONG -> 400;
            case CONFLICT, BUSY -> 409;
        };
    }
}

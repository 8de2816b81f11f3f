package failure;

import configuration.Durations;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.apache.camel.ValidationException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * What a handler's exception means for its event: whether a retry can help, and when.
 *
 * @param permanent whether a retry is useless
 * @param retryAfter the wait that the handler's service asks for; empty if it asks for none; at most {@link #LONGEST_WAIT}
 * @param unsent whether the event never reached the handler's service, so that no attempt is counted
 */
public record Failure(boolean permanent, Optional<Duration> retryAfter, boolean unsent) {
    /** SQS hides a message for 12 hours at most. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(12);

    private static final Set<Integer> WORTH_A_RETRY = Set.of(408, 425, 429);
    private static final int UNAVAILABLE = 503;
    private static final Set<Integer> SAY_WHEN = Set.of(429, UNAVAILABLE);
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /**
     * Classifies an exception of a handler.
     *
     * @param permanent the exceptions that the route's author calls permanent; subclasses and causes count
     */
    public static Failure of(Throwable failure, List<Class<? extends Throwable>> permanent) {
        for (Throwable cause : CauseChain.of(failure)) {
            if (cause instanceof ValidationException || permanent.stream().anyMatch(type -> type.isInstance(cause))) {
                return new Failure(true, Optional.empty(), false);
            }
            if (cause instanceof HttpOperationFailedException http) {
                return of(http);
            }
            if (cause instanceof ConnectionRequestTimeoutException || cause instanceof RejectedExecutionException) {
                return new Failure(false, Optional.empty(), true);
            }
        }
        return new Failure(false, Optional.empty(), false);
    }

    /** How long the handler's service asks all requests to wait: it answered 503 with {@code Retry-After}. */
    public static Optional<Duration> pauseAskedFor(Throwable failure) {
        return CauseChain.of(failure).stream()
                .filter(HttpOperationFailedException.class::isInstance)
                .map(HttpOperationFailedException.class::cast)
                .filter(http -> http.getStatusCode() == UNAVAILABLE)
                .findFirst()
                .flatMap(Failure::retryAfter)
                .filter(wait -> !wait.isZero());
    }

    private static Failure of(HttpOperationFailedException http) {
        int status = http.getStatusCode();
        boolean permanent = status >= 400 && status < 500 && !WORTH_A_RETRY.contains(status);
        return new Failure(permanent, SAY_WHEN.contains(status) ? retryAfter(http) : Optional.empty(), false);
    }

    /** The wait that {@code Retry-After} asks for, as seconds or an HTTP date: RFC 9110, section 10.2.3. */
    private static Optional<Duration> retryAfter(HttpOperationFailedException http) {
        if (http.getResponseHeaders() == null) {
            return Optional.empty();
        }
        return http.getResponseHeaders().entrySet().stream()
                .filter(header -> "Retry-After".equalsIgnoreCase(header.getKey()))
                .map(header -> header.getValue().trim())
                .findFirst()
                .flatMap(Failure::wait);
    }

    private static Optional<Duration> wait(String value) {
        try {
            Duration wait = DIGITS.matcher(value).matches() ? seconds(value) : until(value);
            return Optional.of(Durations.longer(Duration.ZERO, Durations.shorter(wait, LONGEST_WAIT)));
        } catch (DateTimeException e) {
            // An unreadable Retry-After means the usual backoff.
            return Optional.empty();
        }
    }

    /** Seconds of any number of digits, without overflow. */
    private static Duration seconds(String digits) {
        return Duration.ofSeconds(new BigInteger(digits)
                .min(BigInteger.valueOf(LONGEST_WAIT.toSeconds()))
                .longValueExact());
    }

    private static Duration until(String date) {
        return Duration.between(
                Instant.now(),
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    }
}

package failure;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.ValidationException;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * What a handler's exception means: whether another attempt can help, and how long to wait for it.
 *
 * @param permanent whether it is of no use to try again
 * @param retryAfter how long the other side asks to wait, if it does
 */
public record Failure(boolean permanent, Optional<Duration> retryAfter) {
    private static final Set<Integer> WORTH_A_RETRY = Set.of(408, 425, 429);
    private static final Set<Integer> SAY_WHEN = Set.of(429, 503);

    /** @param permanent the exceptions that the route's author calls permanent; subclasses and causes count */
    public static Failure of(Throwable failure, List<Class<? extends Throwable>> permanent) {
        for (Throwable cause : CauseChain.of(failure)) {
            if (cause instanceof ValidationException || permanent.stream().anyMatch(type -> type.isInstance(cause))) {
                return new Failure(true, Optional.empty());
            }
            if (cause instanceof HttpOperationFailedException http) {
                return of(http);
            }
        }
        return new Failure(false, Optional.empty());
    }

    private static Failure of(HttpOperationFailedException http) {
        int status = http.getStatusCode();
        boolean permanent = status >= 400 && status < 500 && !WORTH_A_RETRY.contains(status);
        return new Failure(permanent, SAY_WHEN.contains(status) ? retryAfter(http) : Optional.empty());
    }

    /** Seconds or an HTTP date, RFC 9110, section 10.2.3. */
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
            Duration wait = value.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeParseException | NumberFormatException e) {
            // The other side said something that nobody can read: the usual backoff it is.
            return Optional.empty();
        }
    }
}

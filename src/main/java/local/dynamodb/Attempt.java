package local.dynamodb;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a step of one statement's work came to; the others of its batch go on.
 *
 * @param result the result, if there is no error
 * @param error the refusal, if there is no result
 */
record Attempt<T>(Optional<T> result, Optional<ServiceError> error) {
    static <T> Attempt<T> of(Supplier<T> step) {
        try {
            return new Attempt<>(Optional.of(step.get()), Optional.empty());
        } catch (ServiceError e) {
            return new Attempt<>(Optional.empty(), Optional.of(e));
        }
    }

    /** Goes on with the result; an error stays. */
    <U> Attempt<U> then(Function<T, U> step) {
        return result.map(value -> of(() -> step.apply(value))).orElseGet(() -> new Attempt<>(Optional.empty(), error));
    }
}

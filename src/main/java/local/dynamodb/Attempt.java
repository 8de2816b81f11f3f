package local.dynamodb;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The outcome of one step of a statement's work. An error does not stop the other statements of the batch.
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

    /** Applies the next step to the result. An error stays as it is. */
    <U> Attempt<U> then(Function<T, U> step) {
        return result.map(value -> of(() -> step.apply(value))).orElseGet(() -> new Attempt<>(Optional.empty(), error));
    }
}

package event;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Thrown by a batch handler. The events that it names have failed, and all others were handled.
 *
 * <p>Any other exception means that all events of the batch have failed.
 */
public final class PartialFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    // Exceptions are serializable, so this map must be too.
    private final LinkedHashMap<String, Throwable> failures;

    /**
     * @param ids the ids of the failed events, their {@code ce-id}
     * @throws IllegalArgumentException if there are no ids, or one is {@code null} or empty
     */
    public PartialFailureException(Collection<String> ids) {
        this(byId(ids));
    }

    /**
     * @param failures why events have failed, by their ids
     * @throws IllegalArgumentException if there are no failures, or an id is {@code null} or empty
     */
    public PartialFailureException(Map<String, ? extends Throwable> failures) {
        super("failed: " + String.join(", ", checked(failures).keySet()));
        this.failures = new LinkedHashMap<>(failures);
        this.failures.replaceAll((id, why) -> why == null ? new EventFailedException(id) : why);
    }

    /** Why events have failed, by their ids. */
    public Map<String, Throwable> failures() {
        return Collections.unmodifiableMap(failures);
    }

    private static Map<String, Throwable> byId(Collection<String> ids) {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        ids.forEach(id -> failures.put(id, null));
        return failures;
    }

    private static <T> Map<String, T> checked(Map<String, T> failures) {
        if (failures.isEmpty() || failures.keySet().stream().anyMatch(id -> id == null || id.isEmpty())) {
            throw new IllegalArgumentException("name the ids of the events that have failed, and no empty one");
        }
        return failures;
    }
}

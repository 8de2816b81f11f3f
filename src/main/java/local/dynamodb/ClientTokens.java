package local.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens that make a transaction idempotent. For ten minutes, the same request with the same token takes effect
 * once. Only the latest ten thousand tokens are kept, which is more than the retries of a client reach back.
 */
final class ClientTokens {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int MAX_TOKENS = 10_000;

    private final InstantSource clock;
    private final Map<String, Use> uses = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    ClientTokens() {
        this(InstantSource.system());
    }

    ClientTokens(InstantSource clock) {
        this.clock = clock;
    }

    private record Use(String request, Instant time) {}

    /** Whether the same request was done with this token. A different request with the token is refused. */
    boolean wasUsed(String token, String request) {
        Use use = uses.get(token);
        if (use == null || use.time().plus(LIFETIME).isBefore(clock.instant())) {
            return false;
        }
        if (!use.request().equals(request)) {
            throw ServiceError.idempotentParameterMismatch();
        }
        return true;
    }

    void use(String token, String request) {
        uses.remove(token);
        uses.put(token, new Use(request, clock.instant()));
    }
}

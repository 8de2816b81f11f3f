package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * That an operator has paused a route.
 *
 * @param by who did it
 * @param since when
 * @param everywhere whether all processes pause the route, or only this one
 * @param reason why; {@code null} if the operator gave no reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pause(String by, Instant since, boolean everywhere, String reason) {}

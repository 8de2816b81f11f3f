package ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * An operator's pause of a route.
 *
 * @param by the operator's name
 * @param since when the pause began
 * @param everywhere whether all processes pause the route, or only this one
 * @param reason why; {@code null} if the operator gave no reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pause(String by, Instant since, boolean everywhere, String reason) {}

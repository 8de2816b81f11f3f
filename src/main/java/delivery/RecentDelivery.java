package delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * A message that has recently ended in this process.
 *
 * @param time when the message ended
 * @param event the event's id, or the message's id if the event was not read
 * @param source the event's source; {@code null} if it has none
 * @param type the event's type; {@code null} if it has none
 * @param end how the message ended, such as {@code handled}
 * @param millis how long the handler ran; {@code null} if it did not run
 * @param attempt the number of the attempt; {@code null} if the handler did not run
 * @param cause why the attempt failed; {@code null} if it did not fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecentDelivery(
        Instant time,
        String event,
        String source,
        String type,
        String end,
        Double millis,
        Integer attempt,
        String cause) {}

package delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * A message whose stay in this process has ended lately.
 *
 * @param time when it ended
 * @param event the event's id, or the message's id if the event was not read
 * @param source the event's source; {@code null} if it has none
 * @param type the event's type; {@code null} if it has none
 * @param end how it ended, such as {@code handled}
 * @param millis how long the handler ran; {@code null} if it did not
 * @param attempt which attempt that was; {@code null} if it was none
 * @param cause why the attempt failed; {@code null} if it did not
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

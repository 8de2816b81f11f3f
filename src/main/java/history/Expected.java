package history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Whether a subscriber of an event's topic has received the event.
 *
 * @param topic the topic's name
 * @param subscriber the queue's name, or the endpoint without its secrets
 * @param reason why the subscriber has not received the event, as far as that is known; otherwise {@code null}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Expected(String topic, String subscriber, Arrival state, String reason) {
    /** How far an event has come. */
    public enum Arrival {
        /** The ledger knows it. */
        RECEIVED,
        /** The filter of the subscription refuses the event's type. */
        FILTERED,
        /** It has not come there, or its filter refuses the event. */
        NOT_YET,
        /** The ledger does not hear of this subscriber. */
        UNSEEN;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

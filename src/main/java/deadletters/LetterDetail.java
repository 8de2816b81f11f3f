package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import history.History;
import java.util.Map;

/**
 * One dead letter in full.
 *
 * @param body the message's body in the dead-letter queue
 * @param attributes the message attributes by name; binary values in base64
 * @param history the event's history in the ledger; {@code null} if unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterDetail(Letter letter, String body, Map<String, String> attributes, History history) {}

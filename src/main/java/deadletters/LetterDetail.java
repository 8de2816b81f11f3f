package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import history.History;
import java.util.Map;

/**
 * One dead letter, whole.
 *
 * @param body the message's body as it lies in the queue
 * @param attributes the message attributes by name; binary ones in base64
 * @param history what the ledger knows of the event; {@code null} if nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterDetail(Letter letter, String body, Map<String, String> attributes, History history) {}

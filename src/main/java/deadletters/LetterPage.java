package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * One page of a queue's dead letters.
 *
 * @param queue the source queue
 * @param letters the letters of this page, the oldest first
 * @param total the number of letters on all pages
 * @param outOfSight how many more letters could not be received
 * @param stopped why not all letters were read; {@code null} if they were
 * @param page the page's number, from 1
 * @param pages the number of pages
 * @param lookedAt when the letters were read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterPage(
        String queue,
        List<Letter> letters,
        int total,
        int outOfSight,
        String stopped,
        int page,
        int pages,
        Instant lookedAt) {}

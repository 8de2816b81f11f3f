package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * The dead letters of a queue, grouped by failure.
 *
 * @param queue the source queue
 * @param deadLetterQueue the dead-letter queue
 * @param letters how many letters were read
 * @param outOfSight how many more letters could not be received: hidden by another reader, or behind others of their
 *     group in a FIFO queue
 * @param stopped why not all letters were read; {@code null} if they were
 * @param failures one page of failures, the largest first
 * @param page the page's number, from 1
 * @param pages the number of pages
 * @param lookedAt when the letters were read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Listing(
        String queue,
        String deadLetterQueue,
        int letters,
        int outOfSight,
        String stopped,
        List<Failures> failures,
        int page,
        int pages,
        Instant lookedAt) {}

package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The dead letters of a queue, by their failures.
 *
 * @param queue the queue that they come from
 * @param deadLetterQueue the queue that they lie in
 * @param letters how many were looked at
 * @param outOfSight how many more there are that nobody can look at now: hidden by another reader, or behind others of their
 *     group in a FIFO queue
 * @param stopped why not all letters were looked at; {@code null} if they were
 * @param failures the largest first, one page of them
 * @param page which page, from 1
 * @param pages how many pages there are
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
        int pages) {
    static Listing of(
            String queue, String deadLetterQueue, List<Letter> letters, int outOfSight, String stopped, Page page) {
        List<Failures> failures = Failures.of(letters);
        return new Listing(
                queue,
                deadLetterQueue,
                letters.size(),
                outOfSight,
                stopped,
                page.of(failures),
                page.number(),
                page.pages(failures.size()));
    }
}

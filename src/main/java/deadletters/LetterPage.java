package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Dead letters of a queue, one by one.
 *
 * @param queue the queue that they come from
 * @param letters one page of them, the oldest first
 * @param total how many there are on all pages
 * @param outOfSight how many more there are that nobody can look at now
 * @param stopped why not all letters were looked at; {@code null} if they were
 * @param page which page, from 1
 * @param pages how many pages there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterPage(
        String queue, List<Letter> letters, int total, int outOfSight, String stopped, int page, int pages) {}

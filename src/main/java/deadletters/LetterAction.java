package deadletters;

import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.model.Message;

/** What is done with some of the letters that a pass sees. */
@FunctionalInterface
interface LetterAction {
    /**
     * Deals with letters that were received together, those of one group in their order.
     *
     * @param chosen which of them were asked for
     * @return those that are to be deleted
     */
    List<Message> take(List<ReceivedLetter> letters, Predicate<ReceivedLetter> chosen);

    /** Whether no letter may be left behind from now on: it looks until nobody hides any. */
    default boolean leavesNoneBehind() {
        return false;
    }

    /** So many of them are deleted. */
    default void deleted(int number) {}

    /** The pass has seen all letters. */
    default void finish() {}
}

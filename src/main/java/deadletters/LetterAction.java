package deadletters;

import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.model.Message;

/** What an operation does with the letters of a pass. */
@FunctionalInterface
interface LetterAction {
    /**
     * Processes letters that were received together, those of a group in their order.
     *
     * @param chosen whether a letter was selected
     * @return the messages to delete
     */
    List<Message> take(List<ReceivedLetter> letters, Predicate<ReceivedLetter> chosen);

    /** Whether the pass must wait for hidden letters from now on, so that none is left behind. */
    default boolean leavesNoneBehind() {
        return false;
    }

    /** Reports how many of the messages were deleted. */
    default void deleted(int number) {}

    /** Called after the last letter. */
    default void finish() {}
}

package deadletters.watch;

import deadletters.Failures;
import deadletters.Letter;
import java.time.Instant;
import process.Json;

/**
 * What somebody is told of the dead letters of one failure.
 *
 * @param text the same in a sentence, under the name that chat services read
 * @param queue the queue that they come from
 * @param fingerprint what they share
 * @param exception the class of the exception; {@code null} if there was none
 * @param message the exception's message, of the youngest letter
 * @param added how many came since somebody was last told
 * @param letters how many there are
 * @param first when the oldest was given up; {@code null} if nobody has looked at them
 * @param last when the youngest was given up; {@code null} if nobody has looked at them
 * @param example the youngest; {@code null} if nobody has looked at them
 */
record LetterNotice(
        String text,
        String queue,
        String fingerprint,
        String exception,
        String message,
        int added,
        int letters,
        Instant first,
        Instant last,
        Letter example) {
    static LetterNotice of(String queue, Failures failures, int added) {
        Letter example = failures.example();
        String cause = example.exception() == null ? example.message() : example.exception() + ": " + example.message();
        String text = "%d new dead letter%s of %s, %d in all: %s (fingerprint %s; one of them: message %s, event %s)"
                .formatted(
                        added,
                        added == 1 ? "" : "s",
                        queue,
                        failures.letters(),
                        cause.replaceAll("\\s+", " "),
                        failures.fingerprint(),
                        example.messageId(),
                        example.event());
        return new LetterNotice(
                text,
                queue,
                failures.fingerprint(),
                example.exception(),
                example.message(),
                added,
                failures.letters(),
                failures.first(),
                failures.last(),
                example);
    }

    /** Letters that were counted only. */
    static LetterNotice unseen(String queue, String fingerprint, int added, int letters) {
        String message = "they were counted, and not looked at";
        String text = "About %d new dead letter%s of %s, %d in all: %s"
                .formatted(added, added == 1 ? "" : "s", queue, letters, message);
        return new LetterNotice(text, queue, fingerprint, null, message, added, letters, null, null, null);
    }

    String toJson() {
        return Json.write(this);
    }
}

package deadletters.watch;

import deadletters.Failures;
import deadletters.Letter;
import java.time.Instant;
import process.Json;

/**
 * A notice about the dead letters of one failure.
 *
 * @param text the notice as a sentence, under the name that chat services read
 * @param queue the source queue
 * @param fingerprint the fingerprint of the failure
 * @param exception the class of the exception; {@code null} if there was none
 * @param message the exception's message in the latest letter
 * @param added how many letters are new since the last notice
 * @param letters how many letters there are
 * @param first when the oldest was given up; {@code null} if the letters were only counted
 * @param last when the latest was given up; {@code null} if the letters were only counted
 * @param example the latest letter; {@code null} if the letters were only counted
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

    /** A notice about letters that were only counted. */
    static LetterNotice unseen(String queue, String fingerprint, int added, int letters) {
        String message = "counted only, not read";
        String text = "About %d new dead letter%s of %s, %d in all: %s"
                .formatted(added, added == 1 ? "" : "s", queue, letters, message);
        return new LetterNotice(text, queue, fingerprint, null, message, added, letters, null, null, null);
    }

    String toJson() {
        return Json.write(this);
    }
}

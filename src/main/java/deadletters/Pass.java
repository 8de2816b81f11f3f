package deadletters;

import event.MessageLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.EntryFailedException;
import sqs.SqsQueue;
import sqs.SqsQueue.Visibility;

/**
 * One pass through the letters of a queue, which sees each letter once.
 *
 * <p>A letter stays hidden until the end of the pass, because SQS would return it again and again. Then it becomes
 * visible at once, unless it was deleted.
 */
final class Pass implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pass.class);

    private static final String STAYS_HIDDEN = "{} letters of {} are hidden for up to {} s: {}";

    /** A receive that waits asks all of SQS's servers; a receive that does not wait asks only some. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** Letters are received with all attributes, which an operator may want to see. */
    private static final List<String> ALL = List.of("All");

    /** How often a failed call is tried. */
    private static final int TRIES = 3;

    private final SqsQueue letters;
    private final Duration hidden;
    private final Clock clock;
    private final BooleanSupplier goesOn;
    private final Map<String, Held> held = new LinkedHashMap<>();

    /** A letter in hand: its receipt handle, and until when it is hidden. */
    private record Held(String receiptHandle, Instant until) {}

    /**
     * @param hidden the visibility timeout of letters, which is renewed during the pass
     * @param goesOn called before each receive; {@code false} ends the pass
     */
    Pass(SqsQueue letters, Duration hidden, Clock clock, BooleanSupplier goesOn) {
        this.letters = letters;
        this.hidden = hidden;
        this.clock = clock;
        this.goesOn = goesOn;
    }

    /**
     * Up to {@code most} new letters, those of a group in their order; empty if there are no more.
     *
     * @param sure whether to ask all of SQS's servers and wait for a moment
     */
    List<Message> next(int most, boolean sure) {
        while (goesOn.getAsBoolean()) {
            prolong();
            Instant until = clock.instant().plus(hidden);
            List<Message> received =
                    letters.receive(Math.min(most, MessageLimits.BATCH), sure ? WAIT : Duration.ZERO, hidden, ALL);
            if (received.isEmpty()) {
                return received;
            }
            List<Message> fresh = new ArrayList<>();
            for (Message letter : received) {
                if (held.put(letter.messageId(), new Held(letter.receiptHandle(), until)) == null) {
                    fresh.add(letter);
                }
            }
            if (!fresh.isEmpty()) {
                return fresh;
            }
        }
        return List.of();
    }

    /** How many letters this pass hides. */
    int held() {
        return held.size();
    }

    /**
     * Deletes letters.
     *
     * @return the letters that could not be deleted, which stay
     */
    List<Message> delete(List<Message> gone) {
        List<Message> left = new ArrayList<>(gone);
        for (int tried = 0; tried < TRIES && !left.isEmpty(); tried++) {
            left = deleteOnce(left);
        }
        return left;
    }

    private List<Message> deleteOnce(List<Message> gone) {
        Map<Integer, EntryFailedException> failed = letters.delete(gone.stream()
                .map(letter -> held.get(letter.messageId()).receiptHandle())
                .toList());
        List<Message> left = new ArrayList<>();
        for (int place = 0; place < gone.size(); place++) {
            if (failed.containsKey(place)) {
                LOG.warn(
                        "Letter {} could not be deleted: {}",
                        gone.get(place).messageId(),
                        failed.get(place).getMessage());
                left.add(gone.get(place));
            } else {
                held.remove(gone.get(place).messageId());
            }
        }
        return left;
    }

    /** Renews the visibility timeout of the letters in hand. */
    private void prolong() {
        Instant soon = clock.instant().plus(hidden.dividedBy(2));
        Map<String, Held> due = new HashMap<>();
        held.forEach((id, letter) -> {
            if (letter.until().isBefore(soon)) {
                due.put(id, letter);
            }
        });
        if (!due.isEmpty()) {
            Instant until = clock.instant().plus(hidden);
            changeVisibility(due.values(), hidden);
            due.forEach((id, letter) -> held.put(id, new Held(letter.receiptHandle(), until)));
        }
    }

    /** Makes the remaining letters visible at once. If SQS refuses, they become visible when their timeout ends. */
    @Override
    public void close() {
        try {
            changeVisibility(held.values(), Duration.ZERO);
        } catch (SdkException e) {
            LOG.warn(STAYS_HIDDEN, "Some", letters, hidden.toSeconds(), SafeText.of(e));
        }
        held.clear();
    }

    private void changeVisibility(Collection<Held> some, Duration timeout) {
        List<Visibility> changes = some.stream()
                .map(letter -> new Visibility(letter.receiptHandle(), timeout))
                .toList();
        int failed = 0;
        for (int first = 0; first < changes.size(); first += MessageLimits.BATCH) {
            failed += letters.changeVisibility(
                            changes.subList(first, Math.min(changes.size(), first + MessageLimits.BATCH)))
                    .size();
        }
        if (failed > 0) {
            LOG.warn(STAYS_HIDDEN, failed, letters, hidden.toSeconds(), "SQS did not make them visible");
        }
    }
}

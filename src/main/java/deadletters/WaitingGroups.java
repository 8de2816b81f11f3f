package deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import ledger.ParkedGroup.Standing;
import ledger.ParkedGroups.Parked;

/**
 * The parked groups of a FIFO queue, with the letters of each that wait for its release.
 *
 * @param queue the source queue
 * @param groups the group that was parked first comes first
 * @param outOfSight how many letters could not be received; a group may have more letters because of them
 * @param stopped why not all letters were read; {@code null} if they were
 * @param lookedAt when the letters were read; {@code null} if the queue has no groups
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WaitingGroups(String queue, List<Waiting> groups, int outOfSight, String stopped, Instant lookedAt) {
    /** The state of a parked group. */
    public enum Hold {
        /** Its messages become dead letters without being handled. */
        PARKED,
        /** An operation sends its letters back. */
        RELEASING;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One parked group.
     *
     * @param since when it was parked
     * @param letters how many dead letters wait for its release; 0 if all of them were deleted
     * @param first the oldest of them, whose failure parked the group; {@code null} if there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Waiting(String group, Hold state, Instant since, int letters, Letter first) {}

    /** The result for a queue that has no groups. */
    public static WaitingGroups none(String queue) {
        return new WaitingGroups(queue, List.of(), 0, null, null);
    }

    static WaitingGroups of(Look look, List<Parked> parked) {
        Map<String, List<Letter>> letters = look.letters().stream()
                .filter(letter -> letter.group() != null)
                .collect(Collectors.groupingBy(Letter::group));
        return new WaitingGroups(
                look.queue(),
                parked.stream()
                        .map(one ->
                                waiting(one, letters.getOrDefault(one.group().group(), List.of())))
                        .toList(),
                look.outOfSight(),
                look.stopped(),
                look.at());
    }

    private static Waiting waiting(Parked parked, List<Letter> letters) {
        Hold state = parked.group().standing() == Standing.PARKED ? Hold.PARKED : Hold.RELEASING;
        return new Waiting(
                parked.group().group(),
                state,
                parked.since(),
                letters.size(),
                letters.stream().findFirst().orElse(null));
    }
}

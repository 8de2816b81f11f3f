package delivery;

import delivery.Ready.WaitingLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * The lines whose first message may be in a batch, with counts of their messages and bytes. The longest-waiting line comes first.
 */
final class SharedLines {
    private final Deque<WaitingLine> lines = new ArrayDeque<>();
    private int messages;
    private long bytes;

    void addFirst(WaitingLine line) {
        lines.addFirst(line);
        count(line.messages(), 1);
    }

    void addLast(WaitingLine line) {
        lines.addLast(line);
        count(line.messages(), 1);
    }

    /** Counts a message that has joined a line, if the line is one of these. */
    void joined(WaitingLine line, InFlight message) {
        if (lines.contains(line)) {
            count(List.of(message), 1);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    WaitingLine first() {
        return lines.peek();
    }

    /** Takes the first line, with all its messages. */
    WaitingLine poll() {
        WaitingLine line = lines.poll();
        count(line.messages(), -1);
        return line;
    }

    /** Removes and returns all lines. */
    List<WaitingLine> clear() {
        List<WaitingLine> all = new ArrayList<>(lines);
        lines.clear();
        messages = 0;
        bytes = 0;
        return all;
    }

    /** Whether there are enough messages, or bytes, for a batch of this size. */
    boolean isEnoughFor(int size) {
        return messages >= size || bytes >= Batching.MOST_BYTES;
    }

    private void count(Collection<InFlight> some, int sign) {
        messages += sign * some.size();
        some.forEach(message -> bytes += (long) sign * message.bytes());
    }
}

package delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The waiting messages of a batch handler. It decides in which order and when the handler gets them.
 *
 * <p>Each group has a line of messages, and a message without an order has its own line. A batch takes the first messages of
 * lines, and the rest of a line waits until these have ended. A message that must not be in a batch, such as one that is retried,
 * is taken alone.
 */
final class Ready {
    private final boolean ordered;
    private final Batching batching;
    private final Predicate<InFlight> shareable;
    private final Map<Object, WaitingLine> lines = new HashMap<>();

    private final SharedLines shared = new SharedLines();
    private final Deque<WaitingLine> alone = new ArrayDeque<>();
    private final Set<InFlight> working = ConcurrentHashMap.newKeySet();

    private boolean stopped;

    /** A line of messages of one group, or of one message without an order. */
    static final class WaitingLine {
        private final Object group;
        private final Deque<InFlight> messages = new ArrayDeque<>();

        /** Whether the first messages of the line may be taken. */
        private boolean open;

        private InFlight before;

        private WaitingLine(Object group) {
            this.group = group;
        }

        /** The messages of the line, in their order. */
        Deque<InFlight> messages() {
            return messages;
        }
    }

    /**
     * The first messages of a line, taken for a handler.
     *
     * @param before the previous message of the group; {@code null} if there is none
     */
    record Beginning(WaitingLine line, List<InFlight> messages, InFlight before) {}

    /**
     * The messages for one run of the handler.
     *
     * @param together false for a single message that is delivered alone
     */
    record Share(List<Beginning> beginnings, boolean together) {}

    /**
     * Received messages, sorted into lines.
     *
     * @param begun new lines, which are to be opened
     * @param late messages that came after a stop
     */
    record NewLines(List<WaitingLine> begun, List<InFlight> late) {}

    /**
     * @param ordered false for a standard queue, where a message group means no order
     * @param shareable whether a message may be in a batch
     */
    Ready(boolean ordered, Batching batching, Predicate<InFlight> shareable) {
        this.ordered = ordered;
        this.batching = batching;
        this.shareable = shareable;
    }

    /** Puts messages into their lines. */
    synchronized NewLines sort(List<InFlight> messages) {
        NewLines sorted = new NewLines(new ArrayList<>(), new ArrayList<>());
        for (InFlight message : messages) {
            if (stopped) {
                sorted.late().add(message);
                continue;
            }
            Object group = ordered && message.group() != null ? message.group() : message;
            WaitingLine line = lines.get(group);
            if (line == null) {
                line = new WaitingLine(group);
                lines.put(group, line);
                sorted.begun().add(line);
            }
            line.messages.add(message);
            if (line.open) {
                shared.joined(line, message);
            }
        }
        return sorted;
    }

    /** Lets the messages of these lines be taken. */
    synchronized void open(List<WaitingLine> begun) {
        begun.forEach(line -> open(line, false));
    }

    private void open(WaitingLine line, boolean first) {
        if (line.messages.isEmpty()) {
            lines.remove(line.group);
            return;
        }
        line.open = true;
        boolean shares = shareable.test(line.messages.peek());
        if (shares && first) {
            shared.addFirst(line);
        } else if (shares) {
            shared.addLast(line);
        } else if (first) {
            alone.addFirst(line);
        } else {
            alone.addLast(line);
        }
    }

    /** How long until messages are due if no more arrive; empty if none wait. */
    synchronized Optional<Duration> untilDue(long now) {
        return alone.isEmpty() ? untilShared(now) : Optional.of(Duration.ZERO);
    }

    private Optional<Duration> untilShared(long now) {
        if (shared.isEmpty()) {
            return Optional.empty();
        }
        long left =
                shared.isEnoughFor(batching.size()) ? 0 : batching.patience().toNanos() - (now - since(shared.first()));
        return Optional.of(Duration.ofNanos(Math.max(0, left)));
    }

    /** When the first message of the line was received. */
    private static long since(WaitingLine line) {
        return line.messages.peek().received();
    }

    /** Takes messages that are due; empty if none are. */
    synchronized Optional<Share> take(long now) {
        boolean areDue = untilShared(now).filter(Duration::isZero).isPresent();
        if (areDue && (alone.isEmpty() || since(shared.first()) - since(alone.peek()) < 0)) {
            List<Beginning> beginnings = takeTogether();
            if (!beginnings.isEmpty()) {
                return Optional.of(new Share(beginnings, true));
            }
        }
        return Optional.ofNullable(alone.poll()).map(line -> new Share(List.of(begin(line, 1)), false));
    }

    private List<Beginning> takeTogether() {
        List<Beginning> beginnings = new ArrayList<>();
        BatchSpace space = new BatchSpace(batching.size());
        while (!space.isFull() && !shared.isEmpty()) {
            WaitingLine line = shared.poll();
            if (!shareable.test(line.messages.peek())) {
                // The message's claim was lost, or its event has expired, since the line was opened.
                alone.add(line);
                continue;
            }
            int fitting = fitting(line, space);
            if (fitting == 0) {
                shared.addFirst(line);
            } else {
                beginnings.add(begin(line, fitting));
            }
        }
        return beginnings;
    }

    private int fitting(WaitingLine line, BatchSpace space) {
        int fitting = 0;
        for (InFlight message : line.messages) {
            if (space.isFull() || !shareable.test(message) || !space.take(message)) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    /** Must hold the lock, so that a stop finds each message either waiting or worked on. */
    private Beginning begin(WaitingLine line, int most) {
        List<InFlight> taken = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            InFlight message = line.messages.poll();
            working.add(message);
            taken.add(message);
        }
        line.open = false;
        Beginning beginning = new Beginning(line, taken, line.before);
        line.before = taken.get(most - 1);
        return beginning;
    }

    /**
     * Keeps the first {@code most} messages of a beginning, and returns the others to their line.
     *
     * @return the others, if they cannot wait because of a stop
     */
    synchronized List<InFlight> keep(Beginning beginning, int most) {
        List<InFlight> others =
                beginning.messages().subList(most, beginning.messages().size());
        if (others.isEmpty()) {
            return List.of();
        }
        others.get(0).keepAlone();
        working.removeAll(others);
        WaitingLine line = beginning.line();
        line.before = most == 0 ? beginning.before() : beginning.messages().get(most - 1);
        if (stopped) {
            return List.copyOf(others);
        }
        for (int i = others.size() - 1; i >= 0; i--) {
            line.messages.addFirst(others.get(i));
        }
        return List.of();
    }

    /** Reports that a message has ended. */
    void ended(InFlight message) {
        working.remove(message);
    }

    /**
     * Reports that the messages taken from a line have ended, so the next ones may be taken.
     *
     * @param goesOn false if the rest of the line must wait for a message that is redelivered
     * @return the messages of the line that must be returned
     */
    synchronized List<InFlight> ended(WaitingLine line, boolean goesOn) {
        List<InFlight> rest = List.of();
        if (!goesOn) {
            rest = List.copyOf(line.messages);
            line.messages.clear();
        }
        open(line, true);
        return rest;
    }

    /** Stops the waiting, and returns the messages that have waited. */
    synchronized List<InFlight> stop() {
        stopped = true;
        List<InFlight> unstarted = new ArrayList<>();
        lines.values().forEach(line -> {
            unstarted.addAll(line.messages);
            line.messages.clear();
        });
        shared.clear().forEach(line -> lines.remove(line.group));
        alone.forEach(line -> lines.remove(line.group));
        alone.clear();
        return unstarted;
    }

    synchronized void resume() {
        stopped = false;
    }

    /** Whether messages of one group are handled one after the other. */
    boolean isOrdered() {
        return ordered;
    }

    /** The messages that are worked on. */
    Set<InFlight> working() {
        return working;
    }
}

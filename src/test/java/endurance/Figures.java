package endurance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Counts the outcomes of a run's events at one subscriber. */
final class Figures {
    /** How long the last attempt of a write may take. */
    private static final Duration LEDGER_CALL = EndurancePlan.VISIBILITY.dividedBy(3);

    /**
     * How long before the end of its process an effect may have happened without being in the ledger: writes are
     * retried until the lease ends.
     */
    private static final Duration LEDGER_DELAY = EndurancePlan.VISIBILITY.plus(LEDGER_CALL);

    /** One line of the table: a count, and whether the count must be 0. */
    record Figure(int count, boolean mustBeNone) {
        boolean isWrong() {
            return mustBeNone && count != 0;
        }
    }

    private final SubscribedQueue subscriber;
    private final Map<String, Event> published;
    private final List<Run> runs;
    private final Map<Integer, Life> lives;
    private final List<String> deadLetters;
    private final List<String> details = new ArrayList<>();

    Figures(
            SubscribedQueue subscriber,
            List<Event> published,
            List<Run> runs,
            List<Life> lives,
            List<String> deadLetters) {
        this.subscriber = subscriber;
        this.published = published.stream()
                .filter(event -> event.topic().equals(subscriber.topic()))
                .collect(Collectors.toMap(Event::id, event -> event));
        this.runs = runs.stream().filter(run -> run.subscriber() == subscriber).toList();
        this.lives = lives.stream().collect(Collectors.toMap(Life::instance, life -> life));
        this.deadLetters = deadLetters;
    }

    /** The figures that come from records. The contents of queues are not among them. */
    Map<Row, Figure> count() {
        Map<Row, Figure> figures = new EnumMap<>(Row.class);
        List<Run> effects = runs.stream().filter(Run::isEffective).toList();
        Set<String> handled = effects.stream().map(Run::event).collect(Collectors.toSet());
        Set<String> dead = new HashSet<>(deadLetters);
        Set<String> meant = events(Event::meantToDie);
        Set<String> notMeant = events(event -> !event.meantToDie());

        figures.put(Row.PUBLISHED, new Figure(published.size(), false));
        figures.put(Row.HANDLED, new Figure(handled.size(), false));
        figures.put(Row.MEANT_DEAD, new Figure(both(dead, meant).size(), false));
        figures.put(Row.LOST, new Figure(lost(notMeant, meant, handled, dead), true));
        figures.put(Row.DEAD, new Figure(tell("dead", both(dead, notMeant)), true));
        figures.put(Row.DEAD_TWICE, new Figure(deadLetters.size() - dead.size(), false));
        figures.put(
                Row.CALLED_AGAIN,
                new Figure(
                        runs.size()
                                - (int) runs.stream().map(Run::event).distinct().count(),
                        false));
        repeats(effects, figures);
        if (subscriber.isOrdered()) {
            figures.put(Row.OUT_OF_ORDER, new Figure(outOfOrder(effects), true));
            figures.put(Row.AT_ONCE, new Figure(atOnce(), true));
        }
        return figures;
    }

    /** A line for each event that makes a figure wrong. */
    List<String> details() {
        return details;
    }

    private int lost(Set<String> notMeant, Set<String> meant, Set<String> handled, Set<String> dead) {
        Set<String> lost = new HashSet<>(notMeant);
        lost.removeAll(handled);
        lost.addAll(meant);
        lost.removeAll(dead);
        return tell("lost", lost);
    }

    private void repeats(List<Run> effects, Map<Row, Figure> figures) {
        Map<String, Run> last = new HashMap<>();
        int killed = 0;
        int interrupted = 0;
        int otherwise = 0;
        for (Run run : effects) {
            Run before = last.put(run.event(), run);
            if (before != null && wasKilledAfter(before)) {
                killed++;
            } else if (before != null && wasInterruptedBefore(before)) {
                interrupted++;
            } else if (before != null) {
                otherwise++;
                if (subscriber.isIdempotent()) {
                    tell("repeated", Set.of(run.event()));
                }
            }
        }
        figures.put(Row.REPEATED_BY_KILL, new Figure(killed, false));
        figures.put(Row.REPEATED_BY_STOP, new Figure(interrupted, false));
        figures.put(Row.REPEATED, new Figure(otherwise, subscriber.isIdempotent()));
    }

    private boolean wasKilledAfter(Run run) {
        Life life = lives.get(run.instance());
        return life != null
                && life.end() == Life.Death.KILLED
                && Duration.between(run.answered(), life.ended()).compareTo(LEDGER_DELAY) <= 0;
    }

    /**
     * Whether a stop had interrupted the handler when its service answered. The message has been returned to its queue by then,
     * and the answer no longer counts.
     */
    private boolean wasInterruptedBefore(Run run) {
        Life life = lives.get(run.instance());
        return life != null
                && life.end() == Life.Death.STOPPED
                && Duration.between(life.told(), run.answered()).compareTo(EndurancePlan.STOP) >= 0;
    }

    /**
     * The number of effects that came after the effect of a later event of their group. A batch whose process was
     * killed before the ledger recorded it may come again unchanged, from its first event on.
     */
    private int outOfOrder(List<Run> effects) {
        Map<String, Run> latest = new HashMap<>();
        Map<String, Run> before = new HashMap<>();
        int count = 0;
        for (Run run : effects) {
            Event event = published.get(run.event());
            Run late = latest.get(event.group());
            Run same = before.put(run.event(), run);
            boolean isBatchAgain = same != null && late != null && same.isOfSameCall(late) && wasKilledAfter(same);
            if (late != null && published.get(late.event()).sequence() > event.sequence() && !isBatchAgain) {
                count++;
                tell("out of order", late, run);
            } else {
                latest.put(event.group(), run);
            }
        }
        return count;
    }

    /** The number of calls that arrived while another call of the same group was being answered. */
    private int atOnce() {
        Map<String, Run> latest = new HashMap<>();
        int count = 0;
        for (Run run : runs.stream()
                .filter(each -> each.status() != Run.CUT)
                .sorted(Comparator.comparing(Run::arrived))
                .toList()) {
            String group = published.get(run.event()).group();
            Run before = latest.get(group);
            if (before != null && run.arrived().isBefore(before.answered())) {
                count++;
                tell("at once", before, run);
            }
            if (before == null || run.answered().isAfter(before.answered())) {
                latest.put(group, run);
            }
        }
        return count;
    }

    private int tell(String what, Set<String> events) {
        events.forEach(event -> details.add(what + " " + event + ": " + runs(event)));
        return events.size();
    }

    private void tell(String what, Run before, Run run) {
        details.add(what + " " + run.event() + ": " + runs(run.event()) + ", after " + before.event() + ": "
                + runs(before.event()));
    }

    private String runs(String event) {
        return runs.stream()
                .filter(run -> run.event().equals(event))
                .map(run -> "%s by %d (%s), %d at %s"
                        .formatted(run.subscriber(), run.instance(), end(run), run.status(), run.answered()))
                .collect(Collectors.joining("; "));
    }

    private String end(Run run) {
        Life life = lives.get(run.instance());
        return life == null ? "at work" : life.end() + " at " + life.ended();
    }

    private Set<String> events(Predicate<Event> which) {
        return published.values().stream().filter(which).map(Event::id).collect(Collectors.toSet());
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    /** The lines of the table. */
    enum Row {
        PUBLISHED("published"),
        HANDLED("handled at least once"),
        MEANT_DEAD("dead letters, as meant"),
        LOST("lost"),
        DEAD("dead letters that were not meant"),
        OUT_OF_ORDER("out of order"),
        AT_ONCE("of one group, at the same time"),
        REPEATED_BY_KILL("effect repeated, process killed before it was noted"),
        REPEATED_BY_STOP("effect repeated, handler interrupted by a stop"),
        REPEATED("effect repeated otherwise"),
        LEFT_OVER("left over"),
        LEFT_IN_FLIGHT("left in flight"),
        IN_FLIGHT_AFTER_STOP("left in flight by stops"),
        CALLED_AGAIN("calls beside the first of each event"),
        DEAD_TWICE("dead letters beside the first of each event");

        private final String title;

        Row(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}

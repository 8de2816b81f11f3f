package delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import process.SafeText;

/**
 * The figures of a consumer: what it does at this moment, and what it has done since its start.
 *
 * @param busy how many handlers run
 * @param concurrency how many may run
 * @param ends the number of messages for each end, such as {@code handled}
 * @param left the number of messages that have left the queue permanently
 * @param p50Millis the median duration of recent handlers; empty if none ran
 * @param p99Millis the 99th percentile of the duration of recent handlers; empty if none ran
 * @param lastHandledSent when the message that was handled last was sent; empty if that is not known
 * @param ledgerAway since when the ledger has not answered; empty if it answers
 * @param problem why receives fail, or why the consumer pauses itself; empty if neither is the case
 */
public record ConsumerFigures(
        int busy,
        int concurrency,
        Map<String, Long> ends,
        long left,
        OptionalDouble p50Millis,
        OptionalDouble p99Millis,
        Optional<Instant> lastHandledSent,
        Optional<Instant> ledgerAway,
        Optional<String> problem) {
    private static final double MEDIAN = 0.5;
    private static final double NEARLY_ALL = 0.99;

    /** The figures of a consumer, whose run and metrics exist only once it has started. */
    static ConsumerFigures of(Optional<Consumption> run, Optional<DeliveryMetrics> metrics, int concurrency) {
        return of(run.stream().toList(), metrics, concurrency);
    }

    /** The figures of a consumer of many queues. */
    static ConsumerFigures ofAll(Collection<Consumption> runs, DeliveryMetrics metrics) {
        return of(
                runs,
                Optional.of(metrics),
                runs.stream().mapToInt(Consumption::slots).sum());
    }

    private static ConsumerFigures of(
            Collection<Consumption> runs, Optional<DeliveryMetrics> metrics, int concurrency) {
        Map<String, Long> ends = new LinkedHashMap<>();
        long left = 0;
        for (Map.Entry<End, Long> end :
                metrics.map(DeliveryMetrics::all).orElseGet(Map::of).entrySet()) {
            ends.put(end.getKey().text(), end.getValue());
            left += end.getKey().groupGoesOn() ? end.getValue() : 0;
        }
        Optional<HandlerTimes.Sorted> times = metrics.map(all -> all.times().sorted(System.nanoTime()));
        return new ConsumerFigures(
                runs.stream().mapToInt(Consumption::runningHandlers).sum(),
                concurrency,
                ends,
                left,
                times.map(sorted -> sorted.millis(MEDIAN)).orElseGet(OptionalDouble::empty),
                times.map(sorted -> sorted.millis(NEARLY_ALL)).orElseGet(OptionalDouble::empty),
                metrics.flatMap(all -> all.recent().lastHandledSent()),
                runs.stream()
                        .flatMap(run -> run.ledgerStrain().since().stream())
                        .min(Comparator.naturalOrder()),
                runs.stream()
                        .map(Consumption::queueStrain)
                        .filter(Strain::isFelt)
                        .max(Comparator.comparing(Strain::failures))
                        .map(ConsumerFigures::problem)
                        .or(() -> runs.stream()
                                .flatMap(run -> run.throttle().pause().stream())
                                .findFirst()
                                .map(pause -> "pauses itself: " + pause.reason())));
    }

    private static String problem(Strain strain) {
        return "has failed to receive " + strain.failures() + " times in a row: " + SafeText.of(strain.last());
    }
}

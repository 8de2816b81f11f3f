package delivery;

import event.ReceivedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import ledger.Lease;
import process.SafeText;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import sqs.SystemAttributes;

/**
 * The last messages of one route, for the console. Each is kept as a small record without its body. Texts are made only when
 * somebody looks, except the text of a failure.
 */
final class RecentDeliveries {
    private static final int MOST = 100;
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final AtomicReferenceArray<Stay> last = new AtomicReferenceArray<>(MOST);
    private final AtomicLong count = new AtomicLong();

    /**
     * The record of one message.
     *
     * @param sent when the message was sent to the queue, as SQS reports it
     */
    private record Stay(
            long ended,
            End end,
            String event,
            String source,
            Object type,
            long nanos,
            Lease lease,
            String cause,
            String sent) {
        RecentDelivery shown() {
            return new RecentDelivery(
                    Instant.ofEpochMilli(ended),
                    event,
                    source == null || source.isEmpty() ? null : source,
                    type == null || type instanceof byte[] ? null : type.toString(),
                    end.text(),
                    nanos < 0 ? null : Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0,
                    nanos < 0 || lease == null ? null : lease.attempt(),
                    cause);
        }
    }

    void add(InFlight message, End end) {
        ReceivedEvent event = message.eventIfRead();
        Throwable failure = message.failure();
        Stay stay = new Stay(
                System.currentTimeMillis(),
                end,
                event == null ? message.message().messageId() : event.id(),
                event == null ? null : event.source(),
                event == null ? null : event.headers().get("ce-type"),
                message.handlerNanos(),
                message.lease(),
                failure == null ? null : SafeText.of(failure),
                message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP));
        last.setRelease((int) (count.getAndIncrement() % MOST), stay);
    }

    /** The last messages, the newest first. */
    List<RecentDelivery> newest() {
        return stays().stream().map(Stay::shown).toList();
    }

    /** When the last handled message was sent to its queue; empty if that is no longer known. */
    Optional<Instant> lastHandledSent() {
        return stays().stream()
                .filter(stay -> stay.end() == End.HANDLED && stay.sent() != null)
                .findFirst()
                .map(stay -> SystemAttributes.sent(stay.sent()))
                .filter(sent -> sent.isAfter(Instant.EPOCH));
    }

    private List<Stay> stays() {
        long next = count.get();
        List<Stay> stays = new ArrayList<>(MOST);
        LongStream.iterate(next - 1, place -> place >= 0 && place > next - 1 - MOST, place -> place - 1)
                .mapToObj(place -> last.getAcquire((int) (place % MOST)))
                .forEach(stay -> {
                    // The counter grows before the record is stored.
                    if (stay != null) {
                        stays.add(stay);
                    }
                });
        return stays;
    }
}

package delivery;

import configuration.Durations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import ledger.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import sqs.SqsQueue.Visibility;

/** Acknowledges messages to SQS: deletes a message, or makes it visible again after a time. */
final class Acknowledgement {
    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgement.class);

    private final DeliveryOptions options;
    private final BatchedCalls<InFlight> deletes;
    private final BatchedCalls<Return> returns;
    private final Heartbeat heartbeat;
    private final Claims claims;

    /** A message that becomes visible again after a time. */
    record Return(InFlight message, Duration pause) {
        Visibility visibility() {
            return new Visibility(message.receiptHandle(), pause);
        }
    }

    Acknowledgement(
            DeliveryOptions options,
            BatchedCalls<InFlight> deletes,
            BatchedCalls<Return> returns,
            Heartbeat heartbeat,
            Claims claims) {
        this.options = options;
        this.deletes = deletes;
        this.returns = returns;
        this.heartbeat = heartbeat;
        this.claims = claims;
    }

    /** Deletes the message, together with others. */
    End delete(InFlight message, End end) {
        heartbeat.forget(message);
        if (options.deleteAfterRead()) {
            deletes.add(message).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "Route {}: {} could not be deleted and will be redelivered: {}",
                            options.route(),
                            message,
                            SafeText.of(failure));
                }
            });
        }
        return end;
    }

    /** Sends the collected deletes sooner, because SQS delivers nothing more of a group before its messages are deleted. */
    void hurryDeletes(Duration took) {
        deletes.hurry(options.hurriedLinger(took));
    }

    /** Makes the message visible again after a time. */
    End back(InFlight message, Duration wait, End end) {
        return back(message, wait, end, CompletableFuture.completedFuture(null));
    }

    /**
     * @param noted completes when the ledger has recorded this end, because the next consumer of the message must find the record
     */
    End back(InFlight message, Duration wait, End end, CompletableFuture<Void> noted) {
        CompletableFuture<Void> quiet =
                CompletableFuture.allOf(heartbeat.forget(message), claims.release(message), noted);
        Duration allowed =
                Durations.longer(Durations.shorter(wait, message.longestVisibility(System.nanoTime())), Duration.ZERO);
        returns.add(new Return(message, allowed), quiet).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Route {}: the visibility of {} could not be changed; it is redelivered after its visibility"
                                + " timeout: {}",
                        options.route(),
                        message,
                        SafeText.of(failure));
            }
        });
        return end;
    }

    /** Ends the work on a message that another consumer has now. */
    End lost(InFlight message) {
        heartbeat.forget(message);
        claims.release(message);
        Lease lease = message.lease();
        if (lease != null && !message.wasBegun()) {
            claims.note(message, ledger -> ledger.release(lease));
        }
        return End.LOST;
    }
}

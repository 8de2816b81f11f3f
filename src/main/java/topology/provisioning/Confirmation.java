package topology.provisioning;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import topology.Subscription;

/**
 * The confirmation of an HTTP subscription by a push consumer of this application. SNS drops what is published before it, and
 * asks for it once, perhaps before the consumer listens; so SNS is made to ask again.
 */
final class Confirmation {
    private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);

    /** All routes of a topic ask whether it is there. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Provisioning provisioning;
    private final String application;
    private final Subscription subscription;
    private final boolean mayWrite;
    private long lookedAt = System.nanoTime() - PAUSE_NANOS;
    private boolean given;

    /** @param mayWrite whether SNS may be made to ask again, which is a {@code Subscribe} */
    Confirmation(Provisioning provisioning, String application, Subscription subscription, boolean mayWrite) {
        this.provisioning = provisioning;
        this.application = application;
        this.subscription = subscription;
        this.mayWrite = mayWrite;
    }

    /** Whether SNS had it when it was last asked. */
    synchronized boolean isGiven() {
        if (!given && System.nanoTime() - lookedAt >= PAUSE_NANOS) {
            lookedAt = System.nanoTime();
            given = look();
        }
        return given;
    }

    private boolean look() {
        try {
            if (provisioning.isConfirmed(application, subscription)) {
                return true;
            }
            if (mayWrite) {
                provisioning.askToConfirm(application, subscription);
            }
        } catch (SdkException | OvertakenException e) {
            LOG.debug("Subscription {} is looked at again", subscription, e);
        }
        return false;
    }
}

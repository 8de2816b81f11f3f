package topology.provisioning;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import topology.Subscription;

/**
 * Makes sure that a push consumer of this application confirms its HTTP subscription. SNS drops events before the
 * confirmation. SNS asks for it once, possibly before the consumer listens, so this class makes SNS ask again.
 */
final class Confirmation {
    private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);

    /** The least time between two calls to SNS. All routes of a topic ask for the state. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Provisioning provisioning;
    private final String application;
    private final Subscription subscription;
    private final boolean mayWrite;
    private long lookedAt = System.nanoTime() - PAUSE_NANOS;
    private boolean given;

    /** @param mayWrite whether to make SNS ask again, which is a {@code Subscribe} call */
    Confirmation(Provisioning provisioning, String application, Subscription subscription, boolean mayWrite) {
        this.provisioning = provisioning;
        this.application = application;
        this.subscription = subscription;
        this.mayWrite = mayWrite;
    }

    /** Whether the subscription was confirmed when SNS was last asked. */
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
            LOG.debug("The state of subscription {} is unknown; it will be checked again", subscription, e);
        }
        return false;
    }
}

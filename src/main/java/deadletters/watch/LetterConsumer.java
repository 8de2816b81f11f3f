package deadletters.watch;

import deadletters.DeadLetters;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Looks at the dead letters of a queue now and then, and sends what is to be told down the route. */
final class LetterConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(LetterConsumer.class);

    private final String queue;
    private final Duration period;
    private final DeadLetters letters;
    private final LetterWatch watch;
    private ScheduledExecutorService timer;

    LetterConsumer(
            LetterEndpoint endpoint,
            Processor processor,
            String queue,
            Duration period,
            DeadLetters letters,
            LetterWatch watch) {
        super(endpoint, processor);
        this.queue = queue;
        this.period = period;
        this.letters = letters;
        this.watch = watch;
    }

    /**
     * Starts to look.
     *
     * @throws RefusedException if there is no such queue, or it has no dead-letter queue
     * @throws SdkException if AWS is away
     */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        letters.count(queue);
        timer = getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "DeadLetters");
        timer.scheduleWithFixedDelay(this::look, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A look under way comes to its end: the letters in its hands are visible again. */
    @Override
    protected void doStop() throws Exception {
        if (timer != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(timer);
            timer = null;
        }
        super.doStop();
    }

    private void look() {
        try {
            for (LetterNotice notice : watch.look()) {
                tell(notice);
            }
        } catch (RefusedException e) {
            if (e.reason() == Reason.BUSY) {
                LOG.debug("Looking again in {} s: {}", period.toSeconds(), e.getMessage());
            } else {
                again(e);
            }
        } catch (SdkException | LedgerUnavailableException e) {
            again(e);
        } catch (RuntimeException | Error e) {
            // The timer would not run this again, and nobody would ever be told.
            LOG.error("Route {}: the dead letters of {} could not be looked at, trying again", getRouteId(), queue, e);
        }
    }

    private void again(RuntimeException failure) {
        LOG.warn(
                "Route {}: the dead letters of {} could not be looked at, trying again: {}",
                getRouteId(),
                queue,
                failure.getMessage());
    }

    private void tell(LetterNotice notice) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(notice.toJson());
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        try {
            if (exchange.getException() == null) {
                watch.told(notice);
            } else {
                LOG.warn(
                        "Route {}: nobody could be told, trying again: {}: {}",
                        getRouteId(),
                        notice.text(),
                        exchange.getException().toString());
                watch.notTold(notice);
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "Route {}: the ledger does not answer, and this is told again later: {}: {}",
                    getRouteId(),
                    notice.text(),
                    e.getMessage());
        } finally {
            releaseExchange(exchange, false);
        }
    }
}

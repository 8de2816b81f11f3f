package deadletters.watch;

import deadletters.DeadLetters;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import delivery.PauseNotices;
import delivery.SelfPause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Checks the dead letters of a queue periodically, and sends notices of new ones to the route. It also sends a notice when a
 * consumer of the queue pauses itself.
 */
final class LetterConsumer extends DefaultConsumer implements PauseNotices {
    private static final Logger LOG = LoggerFactory.getLogger(LetterConsumer.class);

    private final String queue;
    private final Duration period;
    private final DeadLetters letters;
    private final LetterWatch watch;
    private final Map<String, PauseNotice> unsentPauses = new ConcurrentHashMap<>();
    private volatile ScheduledExecutorService timer;

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
     * Starts the checks.
     *
     * @throws RefusedException if the queue does not exist or has no dead-letter queue
     * @throws SdkException if AWS does not answer
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

    /** Lets a check in progress end, so that its letters become visible again. */
    @Override
    protected void doStop() throws Exception {
        if (timer != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(timer);
            timer = null;
        }
        super.doStop();
    }

    /** Sends a notice to the route at once. If the route fails, the next look sends the notice again. */
    @Override
    public void paused(String consumed, String route, SelfPause pause) {
        ScheduledExecutorService current = timer;
        if (!consumed.equals(queue) || current == null) {
            return;
        }
        unsentPauses.put(route, PauseNotice.of(queue, route, pause));
        try {
            current.execute(this::sendPauses);
        } catch (RejectedExecutionException e) {
            LOG.debug("Route {} stops and notifies nobody any more", getRouteId(), e);
        }
    }

    private void sendPauses() {
        unsentPauses.forEach((route, notice) -> send(notice.toJson())
                .ifPresentOrElse(
                        failure -> LOG.warn(
                                "Route {}: a notice could not be delivered; will try again: {}: {}",
                                getRouteId(),
                                notice.text(),
                                SafeText.of(failure)),
                        () -> unsentPauses.remove(route, notice)));
    }

    private void look() {
        try {
            sendPauses();
            for (LetterNotice notice : watch.look()) {
                deliver(notice);
            }
        } catch (RefusedException e) {
            if (e.reason() == Reason.BUSY) {
                LOG.debug("Will look again in {} s: {}", period.toSeconds(), e.getMessage());
            } else {
                again(e);
            }
        } catch (SdkException | LedgerUnavailableException e) {
            again(e);
        } catch (RuntimeException | Error e) {
            // An exception would end the timer, and no notice would ever follow.
            LOG.error("Route {}: the dead letters of {} could not be read; will try again", getRouteId(), queue, e);
        }
    }

    private void again(RuntimeException failure) {
        LOG.warn(
                "Route {}: the dead letters of {} could not be read; will try again: {}",
                getRouteId(),
                queue,
                failure.getMessage());
    }

    private void deliver(LetterNotice notice) {
        Optional<Exception> failure = send(notice.toJson());
        try {
            if (failure.isEmpty()) {
                watch.told(notice);
            } else {
                LOG.warn(
                        "Route {}: a notice could not be delivered; will try again: {}: {}",
                        getRouteId(),
                        notice.text(),
                        failure.get().toString());
                watch.notTold(notice);
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "Route {}: the ledger does not answer, so this notice will be repeated: {}: {}",
                    getRouteId(),
                    notice.text(),
                    e.getMessage());
        }
    }

    /** Sends a notice through the route, and returns its failure; empty if it succeeded. */
    private Optional<Exception> send(String json) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(json);
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            getProcessor().process(exchange);
            return Optional.ofNullable(exchange.getException());
        } catch (Exception e) {
            return Optional.of(e);
        } finally {
            releaseExchange(exchange, false);
        }
    }
}

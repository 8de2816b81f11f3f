package local.sqs;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.LightArrayRevolverScheduler;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's timer, with a minimum delay of one tick.
 *
 * <p>A receive can wait at a FIFO queue whose messages are all behind earlier messages of their groups. ElasticMQ then
 * retries the receive without a delay, which would keep a processor busy for the whole wait.
 */
// Pekko instantiates this class by its name.
final class DeferringScheduler extends LightArrayRevolverScheduler {
    DeferringScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        super(config, log, threads);
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return super.scheduleOnce(delay.max(TickDuration()), task, executor);
    }
}

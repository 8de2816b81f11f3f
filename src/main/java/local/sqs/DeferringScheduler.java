package local.sqs;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.LightArrayRevolverScheduler;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's timer, which runs nothing before its next tick.
 *
 * <p>While a receive waits at a FIFO queue whose messages are all behind others of their groups, ElasticMQ tries to answer it
 * again after no time, which costs a processor for as long as it waits.
 */
// Pekko makes it by this name.
final class DeferringScheduler extends LightArrayRevolverScheduler {
    DeferringScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        super(config, log, threads);
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return super.scheduleOnce(delay.max(TickDuration()), task, executor);
    }
}

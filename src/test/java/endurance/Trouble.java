package endurance;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import local.ProxiedCloud;
import local.faults.AwsProxy;
import local.faults.Call;
import local.faults.Faults.Choice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trouble of the application while it works: changing mixtures of AWS faults. Each process is killed or stopped at
 * random moments, and started again.
 */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    /** Shorter than a lease, because a longer outage may repeat effects without a defect. */
    private static final int LONGEST_OUTAGE_MILLIS = 1500;

    private final Random random;
    private final ProxiedCloud cloud;
    private final List<PackagedCaravan> processes;
    private final SubscriberServices handlers;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private ScheduledThreadPoolExecutor schedule;

    private static final List<Consumer<Choice>> FAULTS = List.of(
            faults -> faults.withProbability(0.3).throttle(),
            faults -> faults.withProbability(0.3).internalError(),
            faults -> faults.withProbability(0.3).cutBeforeWork(),
            faults -> faults.withProbability(0.2).loseAnswer(),
            faults -> faults.withProbability(0.3).delay(Duration.ofMillis(400)),
            faults -> faults.failEntriesWithProbability(0.3));

    Trouble(long seed, ProxiedCloud cloud, List<PackagedCaravan> processes, SubscriberServices handlers) {
        random = new Random(seed);
        this.cloud = cloud;
        this.processes = processes;
        this.handlers = handlers;
    }

    void begin() {
        schedule = new ScheduledThreadPoolExecutor(1 + processes.size());
        schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Random faults = new Random(random.nextLong());
        schedule.execute(() -> disturb(faults));
        for (PackagedCaravan process : processes) {
            Random ends = new Random(random.nextLong());
            later(ends, 500, 1000, () -> whenItWorks(process, ends));
        }
    }

    /** Ends all faults, and leaves all processes running. */
    void end() throws InterruptedException {
        endFaults();
        schedule.awaitTermination(2, TimeUnit.MINUTES);
        processes.forEach(PackagedCaravan::start);
    }

    /** Ends all faults at once, because a running stop takes longer than an outage may. */
    private synchronized void endFaults() {
        schedule.shutdown();
        clear();
    }

    /** The number of calls to AWS so far. */
    long calls() {
        return calls.get();
    }

    /** The number of calls that were cut, throttled or answered with an error of the service. */
    long failed() {
        return failed.get();
    }

    private synchronized void disturb(Random choice) {
        if (schedule.isShutdown()) {
            return;
        }
        clear();
        int mixture = 1 + choice.nextInt(3);
        for (int i = 0; i < mixture; i++) {
            FAULTS.get(choice.nextInt(FAULTS.size()))
                    .accept(service(choice).faults().onEverything());
        }
        if (choice.nextDouble() < 0.2) {
            AwsProxy away = service(choice);
            away.reset();
            away.faults().onEverything().cutBeforeWork();
            later(choice, 300, LONGEST_OUTAGE_MILLIS, () -> disturb(choice));
        } else {
            later(choice, 800, 3000, () -> disturb(choice));
        }
    }

    /** Ends a process mostly some time after it has begun to work, and sometimes before. */
    private void whenItWorks(PackagedCaravan process, Random choice) {
        if (handlers.wereCalledBy(process.instance()) || choice.nextDouble() < 0.02) {
            later(choice, 200, 8000, () -> end(process, choice));
        } else {
            later(choice, 200, 400, () -> whenItWorks(process, choice));
        }
    }

    private void end(PackagedCaravan process, Random choice) {
        if (choice.nextDouble() < 0.75) {
            process.kill();
        } else {
            process.stop();
        }
        if (!schedule.isShutdown()) {
            process.start();
        }
        later(choice, 500, 1000, () -> whenItWorks(process, choice));
    }

    private void later(Random choice, int least, int most, Runnable step) {
        if (!schedule.isShutdown()) {
            schedule.schedule(
                    () -> {
                        try {
                            step.run();
                        } catch (RuntimeException e) {
                            LOG.error("The trouble has trouble of its own", e);
                        }
                    },
                    choice.nextInt(least, most),
                    TimeUnit.MILLISECONDS);
        }
    }

    private AwsProxy service(Random choice) {
        return services().get(choice.nextInt(services().size()));
    }

    private List<AwsProxy> services() {
        return List.of(cloud.sqs(), cloud.sns(), cloud.dynamoDb());
    }

    private void clear() {
        for (AwsProxy service : services()) {
            for (Call call : service.calls()) {
                calls.incrementAndGet();
                if (call.status() == Call.CUT || call.status() >= 500) {
                    failed.incrementAndGet();
                }
            }
            service.reset();
        }
    }
}

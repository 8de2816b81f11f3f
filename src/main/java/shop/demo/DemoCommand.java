package shop.demo;

import configuration.Durations;
import configuration.Rules;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import process.ExitCode;

/** {@code demo}: publishes the events of a shop to a local run, so that there is something to look at. */
@Command(
        name = "demo",
        description = {
            "Publishes the events of a shop to the local run, so that there is something to look at.",
            "Some orders cannot be billed, for two reasons, and one order's group is parked. Nothing goes to a real AWS."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  caravan demo", "  caravan demo --for 60s --rate 20", "  caravan -Dlisten.http=8081 demo"})
public final class DemoCommand implements Callable<ExitCode> {
    /** The paths to which the demo publishes. */
    public static final List<String> PATHS = List.of(DemoEvents.ORDERS, DemoEvents.STATUS);

    private static final int MOST_A_SECOND = 100;
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final Supplier<URI> address;
    private final String script;

    @Option(names = "--for", paramLabel = "<time>", description = "How long, such as 60s (default: until Ctrl-C).")
    private String time;

    @Option(
            names = "--rate",
            paramLabel = "<number>",
            defaultValue = "3",
            description = "Events a second, from 1 to " + MOST_A_SECOND + " (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Spec
    private CommandSpec spec;

    /**
     * The command for a local run.
     *
     * @param address the address at which the local run serves HTTP
     * @param script the command that starts a local run
     */
    public DemoCommand(Supplier<URI> address, String script) {
        this.address = address;
        this.script = script;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        if (rate < 1 || rate > MOST_A_SECOND) {
            throw wrong("--rate " + rate + ": must be a whole number from 1 to " + MOST_A_SECOND);
        }
        Duration length = length();
        URI here = address.get();
        LocalRun run = LocalRun.at(here, script);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "Publishing %d %s a second to %s, %s.%n",
                rate, rate == 1 ? "event" : "events", here, time == null ? "until Ctrl-C" : "for " + time);
        out.println("Look at it: " + here.resolve("/caravan/console"));
        out.flush();
        Story story = new Story(out);
        try (Interruption signal = Interruption.bySignal()) {
            publish(run, length, signal, story);
        }
        return ExitCode.DONE;
    }

    private void publish(LocalRun run, Duration length, Interruption signal, Story story) throws InterruptedException {
        DemoEvents events = new DemoEvents(Clock.systemUTC());
        long begun = System.nanoTime();
        try {
            for (int n = 0; ; n++) {
                Duration due = Duration.ofSeconds(n).dividedBy(rate);
                Duration wait = Durations.shorter(due, length).minusNanos(System.nanoTime() - begun);
                if (signal.isWithin(wait) || System.nanoTime() - begun >= length.toNanos()) {
                    return;
                }
                DemoEvent event = events.next();
                run.publish(event);
                story.published(event);
            }
        } finally {
            story.end(events.orders(), Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private Duration length() {
        if (time == null) {
            return FOREVER;
        }
        Rules.duration("1s", "1d").objection(time).ifPresent(allowed -> {
            throw wrong("--for " + time + ": must be " + allowed);
        });
        return Durations.parse(time);
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}

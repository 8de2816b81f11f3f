package process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * Logs to the console, a line each, from the level {@value #LEVEL} on. A {@code logback.xml} on the class path, or where
 * {@code -Dlogback.configurationFile} says, takes the place of all this. Here it is code, for XML brings the JDK's parser and
 * some 370 classes with it, for the whole life of the process.
 *
 * @see <a href="https://logback.qos.ch/manual/configuration.html">how Logback looks for its configuration</a>
 */
public final class ConsoleLog extends DefaultJoranConfigurator {
    /** The property that says from which level on. */
    static final String LEVEL = "log.level";

    /** The same in the environment. */
    private static final String VARIABLE = "LOG_LEVEL";

    /** A system property. A command answers on standard output: what it logs goes elsewhere, and only trouble is told. */
    private static final String COMMAND = "caravan.command";

    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %-30.-30logger{30} %msg";

    /** What is logged of others, at a given level of ours. */
    private static final Map<String, UnaryOperator<Level>> OTHERS = Map.ofEntries(
            // What Camel reports of a start is 200 lines, which say what the user has written.
            Map.entry("org.apache.camel", ConsoleLog::lessThan),
            // It names 0.0.0.0 wherever the server listens.
            Map.entry(
                    "org.apache.camel.component.platform.http.main.MainHttpServerUtil",
                    ours -> atLeast(Level.WARN, ours)),
            Map.entry("io.vertx", ConsoleLog::lessThan),
            Map.entry("io.netty", ConsoleLog::lessThan),
            // The SQS of a local run reports each start, queue and stop; only its trouble is news.
            Map.entry("org.elasticmq", ours -> atLeast(Level.WARN, ours)),
            Map.entry("org.apache.pekko", ours -> atLeast(Level.WARN, ours)),
            // A taken port is thrown to whoever starts it, and is told there in one line.
            Map.entry("org.apache.pekko.io.TcpListener", ours -> Level.OFF),
            Map.entry("org.elasticmq.rest.sqs.TheSQSRestServerBuilder", ours -> Level.OFF),
            // At DEBUG these print what they sign and send, session tokens and events included.
            Map.entry("software.amazon.awssdk", ours -> atLeast(Level.INFO, ours)),
            Map.entry("org.apache.http", ours -> atLeast(Level.INFO, ours)),
            Map.entry("org.apache.hc", ours -> atLeast(Level.INFO, ours)));

    /** From now on this process is a command. To be called before anything is logged. */
    public static void ofCommand() {
        System.setProperty(COMMAND, "true");
    }

    /** The levels that {@value #LEVEL} takes, the quietest first. */
    static String[] levels() {
        return new String[] {"ERROR", "WARN", "INFO", "DEBUG", "TRACE"};
    }

    /** From now on the log begins at this level, unless a file of the user's says how it looks. */
    static void begin(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getObject(ConsoleLog.class.getName()) != null) {
            begin(context, Level.toLevel(level));
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ExecutionStatus byFile = super.configure(context);
        if (byFile == ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY) {
            return byFile;
        }
        boolean command = Boolean.getBoolean(COMMAND);
        SafeLayout line = new SafeLayout(LINE);
        line.setContext(context);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(line);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget(command ? "System.err" : "System.out");
        console.setEncoder(encoder);
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        begin(context, Level.toLevel(written().orElse(null), command ? Level.WARN : Level.INFO));
        context.putObject(ConsoleLog.class.getName(), this);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** What can be known before Camel has read the properties. */
    private static Optional<String> written() {
        return Optional.ofNullable(System.getProperty(LEVEL)).or(() -> Optional.ofNullable(System.getenv(VARIABLE)));
    }

    private static void begin(LoggerContext context, Level ours) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(ours);
        OTHERS.forEach((name, level) -> context.getLogger(name).setLevel(level.apply(ours)));
    }

    private static Level atLeast(Level least, Level ours) {
        return ours.isGreaterOrEqual(least) ? ours : least;
    }

    /** INFO of others is shown at our DEBUG, and so on. Warnings always are. */
    private static Level lessThan(Level ours) {
        return switch (ours.toInt()) {
            case Level.INFO_INT -> Level.WARN;
            case Level.DEBUG_INT -> Level.INFO;
            case Level.TRACE_INT -> Level.DEBUG;
            default -> ours;
        };
    }
}

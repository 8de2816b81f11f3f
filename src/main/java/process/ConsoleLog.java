package process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * Configures Logback to log to the console, one line for each event, from the level {@value #LEVEL} up. A
 * {@code logback.xml} on the class path, or a file named by {@code -Dlogback.configurationFile}, replaces this
 * configuration. The configuration is code, because XML would load the JDK's parser and some 370 classes for the life
 * of the process.
 *
 * @see <a href="https://logback.qos.ch/manual/configuration.html">how Logback looks for its configuration</a>
 */
public final class ConsoleLog extends DefaultJoranConfigurator {
    /** The property that sets the lowest level to log. */
    static final String LEVEL = "log.level";

    /**
     * The system property that marks a command. A command prints its result to standard output, so its log goes to
     * standard error and holds warnings and errors only.
     */
    private static final String COMMAND = "caravan.command";

    /** The property for the format of a line. */
    static final String FORMAT = "log.format";

    private static final String JSON = "json";

    private static final String CONSOLE = "console";

    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %-30.-30logger{30} %msg";

    /** The levels of other loggers, as functions of our level. */
    private static final Map<String, UnaryOperator<Level>> OTHERS = Map.ofEntries(
            // Camel logs 200 lines at a start, which repeat what the user has written.
            Map.entry("org.apache.camel", ConsoleLog::lessThan),
            // This logger reports 0.0.0.0, on whatever address the server listens.
            Map.entry(
                    "org.apache.camel.component.platform.http.main.MainHttpServerUtil",
                    ours -> atLeast(Level.WARN, ours)),
            Map.entry("io.vertx", ConsoleLog::lessThan),
            Map.entry("io.netty", ConsoleLog::lessThan),
            // The SQS of a local run logs each start, queue and stop; only warnings matter.
            Map.entry("org.elasticmq", ours -> atLeast(Level.WARN, ours)),
            Map.entry("org.apache.pekko", ours -> atLeast(Level.WARN, ours)),
            // A taken port reaches the caller as an exception, which is reported in one line.
            Map.entry("org.apache.pekko.io.TcpListener", ours -> Level.OFF),
            Map.entry("org.elasticmq.rest.sqs.TheSQSRestServerBuilder", ours -> Level.OFF),
            // At DEBUG the SDK logs what it signs and sends, session tokens and events included.
            Map.entry("software.amazon.awssdk", ours -> atLeast(Level.INFO, ours)),
            Map.entry("org.apache.http", ours -> atLeast(Level.INFO, ours)),
            Map.entry("org.apache.hc", ours -> atLeast(Level.INFO, ours)));

    /** Marks this process as a command. Call it before anything is logged. */
    public static void ofCommand() {
        System.setProperty(COMMAND, "true");
    }

    /** The formats that {@value #FORMAT} accepts. */
    static String[] formats() {
        return new String[] {"text", JSON};
    }

    /** Sets the format of the log, unless the user has a Logback file. */
    static void write(String format) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getObject(ConsoleLog.class.getName()) != null
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE)
                        instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setEncoder(encoder(context, format));
        }
    }

    /** The levels that {@value #LEVEL} accepts, the quietest first. */
    static String[] levels() {
        return new String[] {"ERROR", "WARN", "INFO", "DEBUG", "TRACE"};
    }

    /** Sets the level of the log, unless the user has a Logback file. */
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
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget(command ? "System.err" : "System.out");
        console.setEncoder(encoder(context, command ? "" : written(FORMAT).orElse("")));
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        begin(context, Level.toLevel(written(LEVEL).orElse(null), command ? Level.WARN : Level.INFO));
        context.putObject(ConsoleLog.class.getName(), this);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, String format) {
        Encoder<ILoggingEvent> encoder = format.equalsIgnoreCase(JSON) ? new SafeJson() : text(context);
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        SafeLayout line = new SafeLayout(LINE);
        line.setContext(context);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setLayout(line);
        return encoder;
    }

    /** The value of a setting before Camel has read the properties: from {@code -D} or the environment. */
    private static Optional<String> written(String setting) {
        String variable = setting.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(System.getProperty(setting)).or(() -> Optional.ofNullable(System.getenv(variable)));
    }

    private static void begin(LoggerContext context, Level ours) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(ours);
        OTHERS.forEach((name, level) -> context.getLogger(name).setLevel(level.apply(ours)));
    }

    private static Level atLeast(Level least, Level ours) {
        return ours.isGreaterOrEqual(least) ? ours : least;
    }

    /** One level less than ours: another logger's INFO is shown at our DEBUG. Warnings are always shown. */
    private static Level lessThan(Level ours) {
        return switch (ours.toInt()) {
            case Level.INFO_INT -> Level.WARN;
            case Level.DEBUG_INT -> Level.INFO;
            case Level.TRACE_INT -> Level.DEBUG;
            default -> ours;
        };
    }
}

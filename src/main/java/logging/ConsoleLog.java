package logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Map;

/**
 * Logs to the console, a line each. A {@code logback.xml} on the class path, or where {@code -Dlogback.configurationFile}
 * says, takes the place of all this. Here it is code, for XML brings the JDK's parser and some 370 classes with it, for the
 * whole life of the process.
 *
 * @see <a href="https://logback.qos.ch/manual/configuration.html">how Logback looks for its configuration</a>
 */
public final class ConsoleLog extends DefaultJoranConfigurator {
    /** A command answers on standard output: what it logs goes elsewhere, and only trouble is told. */
    private static final String TARGET = "log.target";

    private static final String LEVEL = "log.level";

    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %-30.-30logger{30} %msg%n";

    private static final Map<String, Level> OTHERS = Map.of(
            // The SQS of a local run reports each start, queue and stop; only its trouble is news.
            "org.elasticmq", Level.WARN,
            "org.apache.pekko", Level.WARN,
            // A taken port is thrown to whoever starts it, and is told there in one line.
            "org.apache.pekko.io.TcpListener", Level.OFF,
            "org.elasticmq.rest.sqs.TheSQSRestServerBuilder", Level.OFF,
            // At DEBUG these print what they sign and send, session tokens and events included.
            "software.amazon.awssdk", Level.INFO,
            "org.apache.http", Level.INFO,
            "org.apache.hc", Level.INFO);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ExecutionStatus byFile = super.configure(context);
        if (byFile == ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY) {
            return byFile;
        }
        PatternLayoutEncoder line = new PatternLayoutEncoder();
        line.setContext(context);
        line.setPattern(LINE);
        line.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget(System.getProperty(TARGET, "System.out"));
        console.setEncoder(line);
        console.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        root.addAppender(console);
        OTHERS.forEach((name, level) ->
                context.getLogger(name).setLevel(level.isGreaterOrEqual(root.getLevel()) ? level : null));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}

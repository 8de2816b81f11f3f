package process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A log event with hostile texts, as a line of the console. */
class SafeLayoutTest {
    private static final String OBEYED = "[\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]";
    private static final String BEGINS = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (?s).*";

    private static LoggerContext context;

    @BeforeContainer
    static void start() throws Exception {
        context = new LoggerContext();
        new ContextInitializer(context).autoConfig();
    }

    @AfterContainer
    static void stop() {
        context.stop();
    }

    @Property(tries = 500)
    void a_message_is_one_line_without_control_characters(@ForAll("foreign") String id) {
        String shown = shown(null, "Event {} was not published", id);

        assertThat(shown).endsWith(System.lineSeparator());
        assertThat(shown.stripTrailing()).doesNotContainPattern(OBEYED);
    }

    @Example
    void a_line_ends_with_its_route_event_and_trace() {
        assertThat(shown(null, "Event {} was not published", "e-1").stripTrailing())
                .endsWith("Event e-1 was not published [route=billing, event=e-1, trace=4bf9]");
        assertThat(shown(null, "Caravan runs").stripTrailing()).endsWith("Caravan runs");
    }

    @Property(tries = 500)
    void a_stack_trace_has_no_control_characters_and_no_line_that_looks_like_a_log_entry(
            @ForAll("foreign") String message) {
        Exception failure = new IllegalStateException(message, new IllegalArgumentException(message));
        failure.addSuppressed(new IllegalStateException(message));

        String[] lines = shown(failure, "It failed").split("\n", -1);

        assertThat(lines).allSatisfy(line -> assertThat(line.replace("\t", "")).doesNotContainPattern(OBEYED));
        assertThat(lines[0]).matches(BEGINS);
        assertThat(lines).filteredOn(line -> line.matches(BEGINS)).hasSize(1);
        assertThat(lines).anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalArgumentException"));
        assertThat(lines).anyMatch(line -> line.startsWith("\tat process.SafeLayoutTest"));
    }

    @Property
    void a_failure_is_one_short_line(@ForAll("foreign") String message) {
        assertThat(SafeText.of(new IllegalStateException(message.repeat(20))))
                .doesNotContainPattern(OBEYED)
                .hasSizeLessThan(601);
    }

    @Provide
    Arbitrary<String> foreign() {
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                "\u001b[31m",
                                "\u0007",
                                "\0",
                                "\r",
                                "\n",
                                "\r\n",
                                "\u0085",
                                "\u2028",
                                "\u2029",
                                "\u202e",
                                "\u2066",
                                "\u009b2J",
                                "\n12:00:00.000 ERROR forged"),
                        Arbitraries.strings().ofMaxLength(5))
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    private static Map<String, String> mdc(Object... arguments) {
        return arguments.length == 0
                ? Map.of()
                : Map.of("other", "x", "trace", "4bf9", "event", arguments[0].toString(), "route", "billing");
    }

    private static String shown(Throwable failure, String message, Object... arguments) {
        Logger logger = context.getLogger("delivery.Delivery");
        LoggingEvent event = new LoggingEvent(Logger.class.getName(), logger, Level.ERROR, message, failure, arguments);
        event.setMDCPropertyMap(mdc(arguments));
        ConsoleAppender<ILoggingEvent> console =
                (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("console");
        return new String(console.getEncoder().encode(event), UTF_8);
    }
}

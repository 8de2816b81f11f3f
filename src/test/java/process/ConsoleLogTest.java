package process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleLogTest {
    private static final String FILE = "logback.configurationFile";

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        List.of(FILE, "caravan.command", "log.level", "log.format").forEach(System::clearProperty);
        context.stop();
    }

    @ParameterizedTest
    @CsvSource({"json,SafeJson", "JSON,SafeJson", "text,LayoutWrappingEncoder"})
    void writes_lines_of_the_wanted_format(String format, String encoder) throws Exception {
        System.setProperty("log.format", format);

        configure();

        assertThat(console().getEncoder().getClass().getSimpleName()).isEqualTo(encoder);
    }

    @Test
    void a_command_logs_text_for_people() throws Exception {
        System.setProperty("log.format", "json");
        System.setProperty("caravan.command", "true");

        configure();

        assertThat(console().getEncoder().getClass().getSimpleName()).isEqualTo("LayoutWrappingEncoder");
    }

    @Test
    void logs_to_the_console_and_only_warnings_of_libraries() throws Exception {
        configure();

        assertThat(target()).isEqualTo("System.out");
        assertThat(levelOf("delivery.Delivery")).isEqualTo(Level.INFO);
        assertThat(levelOf("org.apache.camel.main.MainSupport")).isEqualTo(Level.WARN);
        assertThat(levelOf("io.vertx.core.impl.ContextImpl")).isEqualTo(Level.WARN);
        assertThat(levelOf("org.elasticmq.actor.Queue")).isEqualTo(Level.WARN);
        assertThat(levelOf("org.apache.pekko.io.TcpListener")).isEqualTo(Level.OFF);
    }

    @ParameterizedTest
    @CsvSource({"ERROR,ERROR", "WARN,WARN", "INFO,WARN", "DEBUG,INFO", "TRACE,DEBUG", "debug,INFO"})
    void libraries_log_one_level_less_and_always_their_warnings(String ours, String camels) throws Exception {
        System.setProperty("log.level", ours);

        configure();

        assertThat(levelOf("delivery.Delivery")).isEqualTo(Level.valueOf(ours));
        assertThat(levelOf("org.apache.camel.main.MainSupport")).isEqualTo(Level.valueOf(camels));
        assertThat(levelOf("org.elasticmq.actor.Queue").isGreaterOrEqual(Level.WARN))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "DEBUG", "TRACE"})
    void camels_misleading_line_about_its_listening_address_is_not_logged(String level) throws Exception {
        System.setProperty("log.level", level);

        configure();

        assertThat(levelOf("org.apache.camel.component.platform.http.main.MainHttpServerUtil"))
                .isEqualTo(Level.WARN);
    }

    @Test
    void a_command_logs_only_warnings_and_nothing_to_standard_output() throws Exception {
        ConsoleLog.ofCommand();

        configure();

        assertThat(target()).isEqualTo("System.err");
        assertThat(levelOf("delivery.Delivery")).isEqualTo(Level.WARN);
        assertThat(levelOf("org.apache.http.headers")).isEqualTo(Level.WARN);
    }

    @Test
    void a_command_logs_more_at_a_configured_level() throws Exception {
        ConsoleLog.ofCommand();
        System.setProperty("log.level", "DEBUG");

        configure();

        assertThat(target()).isEqualTo("System.err");
        assertThat(levelOf("delivery.Delivery")).isEqualTo(Level.DEBUG);
    }

    @Test
    void no_credentials_are_logged_at_any_level() throws Exception {
        System.setProperty("log.level", "TRACE");

        configure();

        assertThat(levelOf("delivery.Delivery")).isEqualTo(Level.TRACE);
        assertThat(levelOf("software.amazon.awssdk.http.auth.aws.internal.signer"))
                .isEqualTo(Level.INFO);
        assertThat(levelOf("org.apache.http.headers")).isEqualTo(Level.INFO);
        assertThat(levelOf("org.apache.hc.client5.http.wire")).isEqualTo(Level.INFO);
    }

    @Test
    void a_users_own_log4j_file_replaces_the_configuration(@TempDir Path folder) throws Exception {
        System.setProperty(FILE, file(folder).toString());

        configure();

        assertThat(appenders()).isEmpty();
        assertThat(levelOf("delivery.Delivery")).isEqualTo(Level.ERROR);
        assertThat(levelOf("org.elasticmq.actor.Queue")).isEqualTo(Level.ERROR);
    }

    private static Path file(Path folder) throws IOException {
        return Files.writeString(folder.resolve("logback.xml"), "<configuration><root level='ERROR'/></configuration>");
    }

    private void configure() throws Exception {
        new ContextInitializer(context).autoConfig();
    }

    private String target() {
        return console().getTarget();
    }

    private List<Appender<ILoggingEvent>> appenders() {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        context.getLogger("ROOT").iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }

    private Level levelOf(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    private ConsoleAppender<ILoggingEvent> console() {
        return (ConsoleAppender<ILoggingEvent>) appenders().get(0);
    }
}

package process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A log event with hostile texts, as a line of JSON. */
class SafeJsonTest {
    private static final String OBEYED = "[\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]";

    private final SafeJson encoder = new SafeJson();
    private final LoggerContext context = new LoggerContext();

    @Property(tries = 500)
    void a_log_event_is_one_line_of_json_with_all_its_fields(@ForAll("foreign") String text) throws Exception {
        Exception failure = new IllegalStateException(text, new IllegalArgumentException(text));

        String line = encoded(failure, Map.of("route", "billing", "event", text, "trace", "4bf9"), text);

        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContainPattern(OBEYED);
        JsonNode json = Json.read(line);
        assertThat(json.path("level").asText()).isEqualTo("ERROR");
        assertThat(json.path("loggerName").asText()).isEqualTo("delivery.Delivery");
        assertThat(json.path("formattedMessage").asText()).isEqualTo("Event " + text + " was not published");
        assertThat(json.path("mdc").path("route").asText()).isEqualTo("billing");
        assertThat(json.path("mdc").path("event").asText()).isEqualTo(text);
        assertThat(json.path("mdc").path("trace").asText()).isEqualTo("4bf9");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo(text);
        assertThat(json.path("throwable").path("cause").path("message").asText())
                .isEqualTo(text);
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
                                "\"",
                                "\\",
                                "\\u000a",
                                "\"}\n{\"level\":\"ERROR\"",
                                "\t",
                                "\u007f",
                                "é",
                                "🐫"),
                        Arbitraries.strings().alpha().ofMaxLength(5))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    private String encoded(Throwable failure, Map<String, String> mdc, String argument) {
        Logger logger = context.getLogger("delivery.Delivery");
        LoggingEvent event = new LoggingEvent(
                Logger.class.getName(), logger, Level.ERROR, "Event {} was not published", failure, new Object[] {
                    argument
                });
        event.setMDCPropertyMap(mdc);
        encoder.start();
        return new String(encoder.encode(event), UTF_8);
    }
}

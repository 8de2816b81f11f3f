package configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application's own file is on the class path of the tests, too. */
class PropertiesReaderTest {
    @AfterEach
    void forget() {
        System.clearProperty("orders.inbox");
    }

    @Test
    void reads_files_and_placeholders_in_them() {
        assertThat(read("{{camel.route-template[shipping].concurrency}}")).isEqualTo("10");
    }

    @Test
    void the_command_line_takes_precedence_over_a_file_and_a_file_over_a_default() {
        assertThat(read("{{orders.inbox}}")).isEqualTo("inbox");
        assertThat(read("{{price.nothing:1}}")).isEqualTo("1");

        System.setProperty("orders.inbox", "elsewhere");

        assertThat(read("{{orders.inbox}}")).isEqualTo("elsewhere");
    }

    @Test
    void properties_can_be_read_although_a_route_has_a_mistake() {
        Properties wrong = new Properties();
        wrong.setProperty("camel.route-template[wrong].template-id", "no-such-template");
        wrong.setProperty("camel.component.no-such-component.option", "1");
        wrong.setProperty("ledger.table", "theirs");

        assertThat(PropertiesReader.<String>read(
                        wrong, context -> context.resolvePropertyPlaceholders("{{ledger.table}}")))
                .isEqualTo("theirs");
    }

    private static String read(String text) {
        Properties settings = new Properties();
        settings.setProperty("orders.inbox", "a default");
        return PropertiesReader.read(settings, context -> context.resolvePropertyPlaceholders(text));
    }
}

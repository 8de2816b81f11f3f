package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import configuration.ConfigurationException;
import configuration.PropertiesReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelTest {
    @ParameterizedTest
    @ValueSource(strings = {"LOUD", "INF", "1", "OFF", "ALL", "INFO WARN"})
    void an_unknown_level_is_refused_in_one_line(String level) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> read(written(level)));

        assertThat(refusal.mistakes())
                .containsExactly("log.level = " + level + ": must be one of ERROR, WARN, INFO, DEBUG, TRACE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "JSONL", "text json"})
    void an_unknown_format_is_refused_in_one_line(String format) {
        Properties properties = new Properties();
        properties.setProperty("log.format", format);

        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class,
                () -> PropertiesReader.read(properties, context -> {
                    LogLevel.readFormat(context);
                    return context;
                }));

        assertThat(refusal.mistakes()).containsExactly("log.format = " + format + ": must be text or json");
    }

    @Test
    void without_a_level_nothing_is_changed() {
        read(new Properties());
    }

    private static void read(Properties properties) {
        PropertiesReader.read(properties, context -> {
            LogLevel.read(context);
            return context;
        });
    }

    private static Properties written(String level) {
        Properties properties = new Properties();
        properties.setProperty("log.level", level);
        return properties;
    }
}

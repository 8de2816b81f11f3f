package process;

import configuration.ConfigurationException;
import configuration.Rule;
import configuration.Rules;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Applies the properties {@code log.level} and {@code log.format} once Camel has read the configuration files. Before that, only {@code -D} and
 * the environment are known. Register it as a listener of camel-main.
 */
public final class LogLevel extends MainListenerSupport {
    private static final Rule LEVELS = Rules.oneOf(ConsoleLog.levels());
    private static final Rule FORMATS = Rules.oneOf(ConsoleLog.formats());

    /** @throws ConfigurationException if the level or the format does not exist */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        readFormat(main.getCamelContext());
        read(main.getCamelContext());
    }

    /**
     * Applies the format that the context's properties set. A command keeps to text.
     *
     * @throws ConfigurationException if the format does not exist
     */
    static void readFormat(CamelContext context) {
        String format = context.resolvePropertyPlaceholders("{{" + ConsoleLog.FORMAT + ":}}");
        if (format.isEmpty()) {
            return;
        }
        FORMATS.objection(format.toLowerCase(Locale.ROOT)).ifPresent(allowed -> {
            throw new ConfigurationException(
                    List.of("%s = %s: must be %s".formatted(ConsoleLog.FORMAT, format, allowed)));
        });
        ConsoleLog.write(format);
    }

    /**
     * Applies the level that the context's properties set.
     *
     * @throws ConfigurationException if the level does not exist
     */
    public static void read(CamelContext context) {
        String level = context.resolvePropertyPlaceholders("{{" + ConsoleLog.LEVEL + ":}}");
        if (level.isEmpty()) {
            return;
        }
        LEVELS.objection(level.toUpperCase(Locale.ROOT)).ifPresent(allowed -> {
            throw new ConfigurationException(
                    List.of("%s = %s: must be %s".formatted(ConsoleLog.LEVEL, level, allowed)));
        });
        ConsoleLog.begin(level);
    }
}

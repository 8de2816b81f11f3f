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
 * Applies the properties {@code log.level} and {@code log.format} once Camel has read the configuration files. Before
 * that, only {@code -D} and the environment are known. Register it as a listener of camel-main.
 */
public final class LogLevel extends MainListenerSupport {
    private static final Rule LEVELS = Rules.oneOf(ConsoleLog.levels());
    private static final Rule FORMATS = Rules.oneOf(ConsoleLog.formats());

    private final boolean isApplied;

    public LogLevel() {
        this(true);
    }

    /** @param isApplied false to check the properties only */
    public LogLevel(boolean isApplied) {
        this.isApplied = isApplied;
    }

    /** @throws ConfigurationException if the level or the format does not exist */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        String format = format(main.getCamelContext());
        String level = level(main.getCamelContext());
        if (isApplied && !format.isEmpty()) {
            ConsoleLog.write(format);
        }
        if (isApplied && !level.isEmpty()) {
            ConsoleLog.begin(level);
        }
    }

    /**
     * Applies the format that the context's properties set. A command keeps to text.
     *
     * @throws ConfigurationException if the format does not exist
     */
    static void readFormat(CamelContext context) {
        String format = format(context);
        if (!format.isEmpty()) {
            ConsoleLog.write(format);
        }
    }

    /**
     * Applies the level that the context's properties set.
     *
     * @throws ConfigurationException if the level does not exist
     */
    public static void read(CamelContext context) {
        String level = level(context);
        if (!level.isEmpty()) {
            ConsoleLog.begin(level);
        }
    }

    private static String format(CamelContext context) {
        String format = context.resolvePropertyPlaceholders("{{" + ConsoleLog.FORMAT + ":}}");
        return checked(ConsoleLog.FORMAT, format, format.toLowerCase(Locale.ROOT), FORMATS);
    }

    private static String level(CamelContext context) {
        String level = context.resolvePropertyPlaceholders("{{" + ConsoleLog.LEVEL + ":}}");
        return checked(ConsoleLog.LEVEL, level, level.toUpperCase(Locale.ROOT), LEVELS);
    }

    private static String checked(String property, String written, String value, Rule rule) {
        if (!written.isEmpty()) {
            rule.objection(value).ifPresent(allowed -> {
                throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(property, written, allowed)));
            });
        }
        return written;
    }
}

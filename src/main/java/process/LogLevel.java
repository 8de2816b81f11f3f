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
 * Reads {@code log.level}, which is known before this only where it comes by {@code -D} or the environment: a file may say
 * it, too, and whoever says it may be wrong. It is a listener of camel-main.
 */
public final class LogLevel extends MainListenerSupport {
    private static final Rule LEVELS = Rules.oneOf(ConsoleLog.levels());

    /** @throws ConfigurationException if there is no such level */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        read(main.getCamelContext());
    }

    /** @throws ConfigurationException if there is no such level */
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

package telemetry;

import configuration.ConfigurationException;
import configuration.Rule;
import configuration.Rules;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import process.Services;

/**
 * Switches traces on if the environment asks for them, and binds {@code traces}, the {@link Traces} of the application.
 * Register it as a listener of camel-main.
 *
 * <p>An {@link OpenTelemetry} in the registry comes first, then that of the Java agent, then the SDK. The SDK is loaded only
 * if {@code OTEL_TRACES_EXPORTER} or an endpoint is set.
 */
public final class TracesSetup extends MainListenerSupport {
    private static final String PARENT = "tracing.parent";
    private static final Rule PARENTS = Rules.oneOf("parent", "link");
    private static final List<String> SWITCHES =
            List.of("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private final UnaryOperator<String> environment;

    public TracesSetup() {
        this(System::getenv);
    }

    TracesSetup(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /** @throws ConfigurationException if a setting is wrong, or the SDK refuses one of its own */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        String parent = camel.resolvePropertyPlaceholders("{{" + PARENT + ":parent}}");
        PARENTS.objection(parent).ifPresent(allowed -> {
            throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(PARENT, parent, allowed)));
        });
        camel.getRegistry().bind(TraceLinks.NAME, TraceLinks.of(camel));
        telemetry(camel)
                .ifPresent(found -> camel.getRegistry().bind(Traces.NAME, new Traces(found, parent.equals("parent"))));
    }

    private Optional<OpenTelemetry> telemetry(CamelContext camel) {
        OpenTelemetry given = camel.getRegistry().findSingleByType(OpenTelemetry.class);
        if (given != null) {
            return Optional.of(given);
        }
        if (GlobalOpenTelemetry.isSet()) {
            return Optional.of(GlobalOpenTelemetry.get());
        }
        if (!isSwitchedOn()) {
            return Optional.empty();
        }
        ConfiguredSdk configured = ConfiguredSdk.of(camel.resolvePropertyPlaceholders("{{camel.main.name:caravan}}"));
        Services.add(camel, configured);
        return Optional.of(configured.telemetry());
    }

    /** Whether the settings of OpenTelemetry ask for traces. */
    boolean isSwitchedOn() {
        boolean named = SWITCHES.stream()
                .flatMap(name -> setting(name).stream())
                .anyMatch(value -> !value.equalsIgnoreCase("none"));
        boolean exported = setting("OTEL_TRACES_EXPORTER")
                .filter(value -> value.equalsIgnoreCase("none"))
                .isEmpty();
        boolean disabled =
                setting("OTEL_SDK_DISABLED").filter(Boolean::parseBoolean).isPresent();
        return named && exported && !disabled;
    }

    /** A setting of OpenTelemetry, which is a system property or a variable of the environment. */
    private Optional<String> setting(String variable) {
        String property = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        return Stream.of(
                        System.getProperty(property, ""),
                        Optional.ofNullable(environment.apply(variable)).orElse(""))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}

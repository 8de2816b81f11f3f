package telemetry;

import configuration.ConfigurationException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.bridge.SLF4JBridgeHandler;
import process.SafeText;

/**
 * The SDK of OpenTelemetry, as {@code OTEL_*} configures it. By default it sends only traces, by OTLP over HTTP.
 *
 * <p>Only this class names classes of the SDK, so that none is loaded while traces are off.
 */
final class ConfiguredSdk extends ServiceSupport {
    private final OpenTelemetrySdk sdk;

    private ConfiguredSdk(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /** @param service the name of the application, unless {@code OTEL_SERVICE_NAME} gives another one */
    static ConfiguredSdk of(String service) {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        try {
            return new ConfiguredSdk(AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name", service,
                            "otel.exporter.otlp.protocol", "http/protobuf",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .build()
                    .getOpenTelemetrySdk());
        } catch (RuntimeException e) {
            throw new ConfigurationException(List.of("OTEL_*: " + SafeText.of(e.getMessage())));
        }
    }

    OpenTelemetry telemetry() {
        return sdk;
    }

    /** Sends the waiting spans, for up to ten seconds. Camel calls this after it has stopped the routes. */
    @Override
    protected void doStop() {
        sdk.close();
    }
}

package telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

/** The cost of traces while they are off. */
class OffTest {
    @Test
    void no_class_of_the_sdk_is_loaded_by_an_application_that_publishes_and_handles(@TempDir Path folder)
            throws Exception {
        assertThat(loaded(folder)).noneMatch(line -> line.contains("io.opentelemetry.sdk"));
    }

    /** Shows that the test above can fail. */
    @Test
    void the_sdk_is_loaded_when_an_endpoint_is_set(@TempDir Path folder) throws Exception {
        assertThat(loaded(
                        folder, "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:9", "-Dotel.exporter.otlp.timeout=100"))
                .anyMatch(line -> line.contains("io.opentelemetry.sdk.trace.SdkTracerProvider"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"})
    void a_variable_with_the_value_none_or_blank_switches_nothing_on(String variable) {
        for (String value : List.of("none", "NONE", " ", "")) {
            assertThat(new TracesSetup(name -> name.equals(variable) ? value : null).isSwitchedOn())
                    .as("%s=%s", variable, value)
                    .isFalse();
        }
        assertThat(new TracesSetup(name -> name.equals(variable) ? "otlp" : null).isSwitchedOn())
                .isTrue();
    }

    private static List<String> loaded(Path folder, String... properties) throws Exception {
        Path log = folder.resolve("classes");
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1");
        java.command().add("-Xlog:class+load:file=" + log);
        java.command().addAll(List.of(properties));
        java.command().addAll(List.of("-cp", System.getProperty("java.class.path"), Shop.class.getName()));
        java.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
        Path output = folder.resolve("output");
        Process process =
                java.redirectErrorStream(true).redirectOutput(output.toFile()).start();

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();

        assertThat(process.exitValue()).as(() -> read(output)).isZero();
        return Files.readAllLines(log);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An application that publishes one event and handles it. */
    static final class Shop {
        private Shop() {}

        public static void main(String... arguments) throws InterruptedException {
            try (Backbone backbone = Backbone.of("""
                    camel.route-template[publish-orders].template-id = publish
                    camel.route-template[publish-orders].from        = direct:orders
                    camel.route-template[publish-orders].topic       = orders

                    camel.route-template[orders-to-billing].template-id = fan-out
                    camel.route-template[orders-to-billing].topic       = orders
                    camel.route-template[orders-to-billing].queue       = billing

                    camel.route-template[billing].template-id = polling-consumer
                    camel.route-template[billing].queue       = billing
                    camel.route-template[billing].handler     = mock:bill
                    """).start()) {
                var bill = backbone.context().getEndpoint("mock:bill", MockEndpoint.class);
                bill.expectedMessageCount(1);
                backbone.context().createProducerTemplate().sendBody("direct:orders", "{}");
                bill.assertIsSatisfied();
            }
        }
    }
}

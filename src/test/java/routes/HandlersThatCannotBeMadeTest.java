package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;

/** A handler is an endpoint of any component, and Camel may refuse to create it. */
class HandlersThatCannotBeMadeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            log:billed?nope=1                           | nope
            log:billed?level=LOUD                       | LOUD
            seda:billed?size=many                       | many
            bean:nobody                                 | nobody
            aws2-ddb:orders?operation=Nothing           | Nothing
            """)
    void one_line_names_the_route_the_handler_and_what_is_wrong(String handler, String wrong) {
        try (Backbone backbone = Backbone.of("""
                camel.route-template[jobs].template-id = queue
                camel.route-template[jobs].queue       = jobs
                camel.route-template[invoke].template-id = polling-consumer
                camel.route-template[invoke].queue       = jobs
                camel.route-template[invoke].handler     = %s
                """.formatted(handler))) {
            Exception refused = catchException(backbone::start);

            assertThat(ConfigurationException.in(refused, backbone.context())
                            .orElseThrow()
                            .mistakes())
                    .singleElement()
                    .asString()
                    .startsWith("route invoke: handler = " + handler + ": ")
                    .contains(wrong);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "camel.component.aws2-ddbstream.region = eu-central-1, false"})
    void components_for_aws_use_the_credentials_of_the_environment_unless_they_are_configured(
            String properties, boolean fromEnvironment) {
        try (Backbone backbone = Backbone.of(properties).start()) {
            Ddb2StreamComponent component =
                    backbone.context().getComponent("aws2-ddbstream", Ddb2StreamComponent.class);

            assertThat(component.getConfiguration().isUseDefaultCredentialsProvider())
                    .isEqualTo(fromEnvironment);
        }
    }
}

package aws;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PropertyBindingSupport;

/**
 * Lets Camel's AWS components, such as {@code aws2-lambda}, use the credentials that all other calls use. By default,
 * these components expect keys in the configuration. A component that the properties configure is left as it is.
 * Register this class as a listener of camel-main.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">where the SDK
 *     finds credentials</a>
 */
public final class DefaultCredentials extends MainListenerSupport {
    private static final String COMPONENTS = "aws2-";

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onComponentAdd(String name, Component component) {
                if (name.startsWith(COMPONENTS) && !isConfigured(name, camel)) {
                    PropertyBindingSupport.build()
                            .withCamelContext(camel)
                            .withTarget(component)
                            .withProperty("configuration.useDefaultCredentialsProvider", true)
                            .bind();
                }
            }
        });
    }

    private static boolean isConfigured(String component, CamelContext camel) {
        return !camel.getPropertiesComponent()
                .loadProperties(property -> property.startsWith("camel.component.%s.".formatted(component)))
                .isEmpty();
    }
}

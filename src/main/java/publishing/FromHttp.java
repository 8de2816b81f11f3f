package publishing;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * Whether an HTTP client waits for the response. Headers do not show this: they are kept when an exchange goes through a queue,
 * after its client has got the response.
 */
public final class FromHttp implements Predicate {
    @Override
    public boolean matches(Exchange exchange) {
        return is(exchange);
    }

    static boolean is(Exchange exchange) {
        return exchange.getFromEndpoint() instanceof PlatformHttpEndpoint;
    }
}

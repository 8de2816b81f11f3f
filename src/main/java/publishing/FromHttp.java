package publishing;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * Whether an HTTP client waits for the answer. Headers do not tell: they travel on when an exchange is put aside in a
 * queue and its client has long been answered.
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

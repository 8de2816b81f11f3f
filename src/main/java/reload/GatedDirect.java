package reload;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.direct.DirectProducer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.util.StringHelper;

/**
 * Camel's {@code direct} with a gate at each endpoint, so that its route can be exchanged while others send to it. A sender
 * waits at a closed gate until the gate opens. Bind this component as {@code direct}.
 *
 * <p>Without a gate, Camel lets a sender find a route and removes the route before the message has arrived there.
 */
// Camel finds the options' generated setters by this name, on this very class.
@Component("direct")
public final class GatedDirect extends DirectComponent {
    private static final int EVERYBODY = Integer.MAX_VALUE;

    private final Map<String, Semaphore> gates = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new DirectEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new GatedProducer(this, gate(key(this)));
            }
        };
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * Lets no more exchanges in, and waits until all exchanges inside have left.
     *
     * @return opens the gate again; empty if an exchange is still inside after that time, and then the gate stays open
     */
    Optional<Runnable> close(Endpoint endpoint, Duration most) throws InterruptedException {
        Semaphore gate = gate(key(endpoint));
        return gate.tryAcquire(EVERYBODY, most.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(() -> gate.release(EVERYBODY))
                : Optional.empty();
    }

    /** The gate is fair, so that a sender that comes after the closing thread does not overtake it. */
    private Semaphore gate(String key) {
        return gates.computeIfAbsent(key, unknown -> new Semaphore(EVERYBODY, true));
    }

    private static String key(Endpoint endpoint) {
        return StringHelper.before(endpoint.getEndpointUri(), "?", endpoint.getEndpointUri());
    }

    private static final class GatedProducer extends DefaultAsyncProducer {
        private final DirectEndpoint endpoint;
        private final Semaphore gate;

        /** Marks an exchange that is inside. It must pass if it comes back, because a closing gate waits for it. */
        private final String inside;

        GatedProducer(DirectEndpoint endpoint, Semaphore gate) {
            super(endpoint);
            this.endpoint = endpoint;
            this.gate = gate;
            this.inside = "caravan-inside-" + key(endpoint);
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            if (exchange.getProperty(inside) != null) {
                sender().process(exchange);
                return;
            }
            enter(exchange);
            try {
                sender().process(exchange);
            } finally {
                leave(exchange);
            }
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (endpoint.isSynchronous() || exchange.getProperty(inside) != null) {
                return sender().process(exchange, callback);
            }
            try {
                enter(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed(exchange, e, callback);
            } catch (DirectConsumerNotAvailableException e) {
                return failed(exchange, e, callback);
            }
            return sender().process(exchange, synchronously -> {
                leave(exchange);
                callback.done(synchronously);
            });
        }

        /**
         * A new producer for each message. Camel's producer remembers its route, and with two threads it may send to the former
         * route: it notes that it has looked up the route before it has stored the new one.
         */
        private DirectProducer sender() {
            return new DirectProducer(endpoint, key(endpoint));
        }

        private static boolean failed(Exchange exchange, Exception failure, AsyncCallback callback) {
            exchange.setException(failure);
            callback.done(true);
            return true;
        }

        private void enter(Exchange exchange) throws InterruptedException, DirectConsumerNotAvailableException {
            if (!gate.tryAcquire(endpoint.getTimeout(), TimeUnit.MILLISECONDS)) {
                throw new DirectConsumerNotAvailableException("The route is being exchanged: " + endpoint, exchange);
            }
            exchange.setProperty(inside, true);
        }

        private void leave(Exchange exchange) {
            exchange.removeProperty(inside);
            gate.release();
        }
    }
}

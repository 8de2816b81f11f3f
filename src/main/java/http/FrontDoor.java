package http;

import http.AdmissionSetup.Admissions;
import http.WebhookSetup.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.ShutdownAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of {@code platform-http} routes, on the port of {@code camel.server.port}. A route that fails answers
 * with a {@link Problem}. So does a suspended route, and any route while more than {@code listen.waiting} requests
 * wait.
 *
 * <p>Camel's own engine expects a single server. As soon as health and metrics have their own port, that engine finds
 * two servers and falls back to 8080. Bind this class as {@code platform-http-engine}.
 */
public final class FrontDoor extends VertxPlatformHttpEngine {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final String SCHEME = "platform-http:";
    private static final int UNEXPECTED = 500;

    /** Requests read to their end and not answered yet, of all routes. */
    private final AtomicInteger requests = new AtomicInteger();

    /** The webhooks of the started routes, by their endpoints. */
    private final Map<Endpoint, Webhook> webhooks = new ConcurrentHashMap<>();

    @Override
    public int getServerPort() {
        return port(getCamelContext());
    }

    /**
     * @throws IllegalArgumentException for {@code platform-http:proxy…}, which would take every request for every path
     */
    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        if (endpoint.isHttpProxy()) {
            throw new IllegalArgumentException("platform-http: must be followed by a path that begins with /");
        }
        return new Door(endpoint, processor, this);
    }

    /** Whether a route from this endpoint is served by this server. */
    public static boolean serves(String from) {
        return from != null && from.startsWith(SCHEME);
    }

    /** The server's router; {@code null} before the server has started, or in an application without HTTP. */
    public static VertxPlatformHttpRouter router(CamelContext context) {
        return VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port(context)));
    }

    private static int port(CamelContext context) {
        return Integer.parseInt(context.resolvePropertyPlaceholders("{{camel.server.port:8080}}"));
    }

    private static final class Door extends VertxPlatformHttpConsumer implements ShutdownAware {
        private final AtomicInteger requests;
        private final Map<Endpoint, Webhook> webhooks;
        private final int most;
        private final List<Route> first = new ArrayList<>();

        /** Requests of this route that are not answered yet. Camel does not count requests that wait for a thread. */
        private final AtomicInteger pending = new AtomicInteger();

        Door(PlatformHttpEndpoint endpoint, Processor route, FrontDoor engine) {
            super(
                    endpoint,
                    exchange -> process(exchange, route, engine.webhooks.get(endpoint)),
                    engine.getHandlers(),
                    VertxPlatformHttpRouter.getRouterNameFromPort(engine.getServerPort()));
            requests = engine.requests;
            webhooks = engine.webhooks;
            most = Connections.THREADS + Connections.waiting(engine.getCamelContext());
        }

        /**
         * Registers the route's handlers: the admission first, before the body is read. A path is matched as it was
         * sent. Vert.x would first turn {@code /events/%2E%2E} into {@code /}, so that an event called {@code ..} could
         * not be found.
         */
        @Override
        protected void doStart() throws Exception {
            CamelContext context = getEndpoint().getCamelContext();
            String path = path();
            Webhooks.of(getEndpoint()).ifPresent(webhook -> {
                webhooks.put(getEndpoint(), webhook);
                if (webhook.isValidated()) {
                    first.add(router(context).route(HttpMethod.OPTIONS, path).handler(webhook::validate));
                }
            });
            Admissions.of(getEndpoint()).ifPresent(admission -> {
                Route route = router(context).route(path);
                HttpRoute.methods(getEndpoint()).forEach(method -> route.method(HttpMethod.valueOf(method)));
                first.add(route.handler(admission));
            });
            super.doStart();
            router(context).getRoutes().stream()
                    .filter(route -> path.equals(route.getPath()))
                    .forEach(route -> route.useNormalizedPath(false));
        }

        @Override
        protected void doStop() throws Exception {
            first.forEach(Route::remove);
            first.clear();
            super.doStop();
            webhooks.remove(getEndpoint()); // another route may use the same endpoint, without a webhook
        }

        /** With false, a stop suspends the route first, and then waits for the requests that it has taken. */
        @Override
        public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
            return false;
        }

        @Override
        public int getPendingExchangesSize() {
            return pending.get();
        }

        @Override
        public void prepareShutdown(boolean suspendOnly, boolean forced) {
            // There is nothing to prepare.
        }

        private String path() {
            String path = getEndpoint().getPath().replaceAll("\\{([^/}]+)}", ":$1");
            return getEndpoint().isMatchOnUriPrefix() && !path.endsWith("*") ? path + "*" : path;
        }

        @Override
        protected void handleRequest(RoutingContext call) {
            if (!isStarted()) {
                Unserved.unavailable(call, getEndpoint().getCamelContext());
            } else if (requests.incrementAndGet() > most) {
                requests.decrementAndGet();
                Problem.unavailable("Too many requests are waiting: try again").answer(call.response());
            } else {
                pending.incrementAndGet();
                call.addEndHandler(end -> {
                    pending.decrementAndGet();
                    requests.decrementAndGet();
                });
                super.handleRequest(call);
            }
        }

        @Override
        protected Future<Void> processHttpRequest(Exchange exchange, RoutingContext call) {
            Admission.of(call).ifPresent(admitted -> admitted.into(exchange));
            return FormBytes.into(exchange, call, super::processHttpRequest);
        }

        /** Writes a problem as the response. The exchange stays failed, so that failures are counted. */
        private static void process(Exchange exchange, Processor route, Webhook webhook) throws Exception {
            HttpServerRequest request = exchange.getIn(HttpMessage.class).getRequest();
            HttpServerResponse response = exchange.getIn(HttpMessage.class).getResponse();
            if (webhook != null && webhook.answers(exchange)) {
                return;
            }
            route.process(exchange);
            Operator.of(exchange).ifPresent(operator -> mask(exchange, operator, request));
            if (exchange.getException() != null) {
                Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
                Problem.of(status == null || status < 400 ? UNEXPECTED : status, "The request could not be handled")
                        .answer(response);
            }
        }

        /** A response that cannot be masked is not sent. */
        private static void mask(Exchange exchange, Operator operator, HttpServerRequest request) {
            try {
                exchange.getContext()
                        .getRegistry()
                        .findSingleByType(AnswerMask.class)
                        .apply(exchange, operator, request);
            } catch (RuntimeException e) {
                LOG.error("The response of route {} could not be masked and is not sent", exchange.getFromRouteId(), e);
                exchange.getMessage().setBody(null);
                exchange.setException(e);
            }
        }
    }
}

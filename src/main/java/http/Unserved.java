package http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks HTTP requests with the {@link Gate}, and answers requests without a route with a {@link Problem}:
 *
 * <ul>
 *   <li>503 with {@code Retry-After} if the route has not started yet, has stopped or is being replaced, or the application stops
 *   <li>404 if the path has no route
 *   <li>405 with {@code Allow} if the path has routes for other methods; 415 or 406 if it has routes for other content,
 *       which includes forms by GET
 *   <li>413 if the body is larger than {@code camel.server.max-body-size}
 *   <li>500 if anything fails outside the route
 * </ul>
 *
 * <p>The supervising route controller starts routes after the application, seconds later or, if AWS does not answer, much later.
 * Until then, Camel itself would answer 404, as if the path did not exist.
 */
public final class Unserved extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Unserved.class);
    private static final String ANSWERS = "unserved";
    private static final int UNEXPECTED = 500;
    private static final Set<String> FORM_METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final List<String> FORMS = List.of("application/x-www-form-urlencoded", "multipart/form-data");

    /** @throws configuration.ConfigurationException if the configured hosts are wrong */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        context.getRegistry().bind("held-paths", new HeldPaths());
        context.getRegistry().bind(ANSWERS, new Answers(context, Gate.of(context)));
    }

    /**
     * Adds these answers to the server of the routes. Must be called before the server takes its first connection: until then,
     * Vert.x itself would answer 404. Does nothing for another server.
     */
    static void join(CamelContext context) {
        Answers answers = context.getRegistry().lookupByNameAndType(ANSWERS, Answers.class);
        VertxPlatformHttpRouter router = FrontDoor.router(context);
        if (answers != null && router != null) {
            answers.join(router);
        }
    }

    /** Asks the caller of a route that takes no requests to try again. */
    static void unavailable(RoutingContext request, CamelContext context) {
        String path = request.normalizedPath();
        HeldPaths.of(context)
                .flatMap(held -> held.wait(path))
                .ifPresent(wait -> Problem.askToRetry(request.response(), wait));
        Problem.unavailable(path + " takes no requests at the moment: try again")
                .answer(request.response());
    }

    private static final class Answers {
        private final CamelContext context;
        private final Gate gate;
        private final AtomicBoolean joined = new AtomicBoolean();

        Answers(CamelContext context, Gate gate) {
            this.context = context;
            this.gate = gate;
        }

        void join(VertxPlatformHttpRouter router) {
            if (joined.compareAndSet(false, true)) {
                router.route().order(Integer.MIN_VALUE).handler(gate).handler(this::refuseForm);
                router.route().last().handler(this::unserved);
                router.route().failureHandler(this::failed);
            }
        }

        /** Refuses a form that comes by another method, on which Vert.x would fail before a route sees it. */
        private void refuseForm(RoutingContext request) {
            HttpMethod method = request.request().method();
            if (FORM_METHODS.contains(method.name()) || !isForm(request.request())) {
                request.next();
            } else if (HttpRoute.at(request.normalizedPath(), context).stream()
                    .anyMatch(route -> route.takes(method))) {
                Problem.of(415, "A form cannot come by " + method).answer(request.response());
            } else {
                unserved(request);
            }
        }

        private static boolean isForm(HttpServerRequest request) {
            String type = request.headers().get("Content-Type");
            return type != null && FORMS.stream().anyMatch(type.toLowerCase(Locale.ROOT)::startsWith);
        }

        private void unserved(RoutingContext request) {
            String path = request.normalizedPath();
            // Camel has forgotten its endpoints by the time it closes the server.
            if (context.isStopping()
                    || HeldPaths.of(context).flatMap(held -> held.wait(path)).isPresent()) {
                unavailable(request, context);
                return;
            }
            List<HttpRoute> routes = HttpRoute.at(path, context);
            List<HttpRoute> takers = routes.stream()
                    .filter(route -> route.takes(request.request().method()))
                    .toList();
            if (routes.isEmpty()) {
                Problem.of(404, "There is nothing at " + path).answer(request.response());
            } else if (takers.isEmpty()) {
                Set<String> allowed = new TreeSet<>();
                routes.forEach(route -> allowed.addAll(route.methods()));
                request.response().putHeader("Allow", String.join(", ", allowed));
                Problem.of(405, path + " takes " + String.join(", ", allowed)).answer(request.response());
            } else if (takers.stream().allMatch(HttpRoute::isChoosy)) {
                takers.get(0).refusal().answer(request.response());
            } else {
                unavailable(request, context);
            }
        }

        private void failed(RoutingContext request) {
            HttpServerResponse response = request.response();
            int status = request.statusCode() < 400 ? UNEXPECTED : request.statusCode();
            if (status >= UNEXPECTED) {
                LOG.error(
                        "{} {} could not be answered",
                        request.request().method(),
                        request.normalizedPath(),
                        request.failure());
            }
            if (!response.headWritten()) {
                Problem.of(status, detail(status)).answer(response);
            } else if (!response.ended()) {
                response.reset(); // the client must not take an incomplete response for a complete one
            }
        }

        private String detail(int status) {
            return switch (status) {
                case 413 ->
                    "The body must not be larger than "
                            + context.resolvePropertyPlaceholders("{{camel.server.max-body-size}}") + " bytes";
                case 400 -> "The request is malformed";
                default -> "The request could not be handled";
            };
        }
    }
}

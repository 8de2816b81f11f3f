package http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * What every HTTP request passes before its route. Nothing under {@code /caravan} is kept by a cache: letters and histories
 * are for whoever asked, and change.
 */
final class Gate implements Handler<RoutingContext> {
    private static final String CARAVAN = "/caravan";

    @Override
    public void handle(RoutingContext call) {
        if (isCaravans(call)) {
            // Here, for Camel takes it for a header of the request and drops it.
            call.response().putHeader("Cache-Control", "no-store");
        }
        call.next();
    }

    /** As it was sent or as Vert.x understands it: routes are matched by either. */
    private static boolean isCaravans(RoutingContext call) {
        return isCaravans(call.request().path()) || isCaravans(call.normalizedPath());
    }

    private static boolean isCaravans(String path) {
        return path != null && (path.equals(CARAVAN) || path.startsWith(CARAVAN + "/"));
    }
}

package http;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;

/**
 * Keeps the bytes of a form, which may be signed and may be data. Vert.x would parse a form, refuse a field of more than 8 KB,
 * write files to disk and drop a body with files. So the content type is hidden from Vert.x until the body is read.
 */
final class FormBytes {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String KEPT = "caravan-form";
    private static final List<String> FORMS = List.of("application/x-www-form-urlencoded", "multipart/form-data");

    private FormBytes() {}

    /** Called before the body is read. */
    static void keep(RoutingContext call) {
        List<String> types = call.request().headers().getAll(CONTENT_TYPE);
        if (types.stream().anyMatch(FormBytes::isForm)) {
            call.put(KEPT, List.copyOf(types));
            call.request().headers().remove(CONTENT_TYPE);
        }
    }

    /** Makes an exchange of the request, with the content type and the bytes of a form. */
    static Future<Void> into(
            Exchange exchange, RoutingContext call, BiFunction<Exchange, RoutingContext, Future<Void>> made) {
        List<String> types = call.get(KEPT);
        if (types == null) {
            return made.apply(exchange, call);
        }
        call.request().headers().add(CONTENT_TYPE, types);
        return made.apply(exchange, call)
                .onSuccess(done -> exchange.getMessage().setBody(call.body().buffer()));
    }

    private static boolean isForm(String type) {
        return FORMS.stream().anyMatch(type.strip().toLowerCase(Locale.ROOT)::startsWith);
    }
}

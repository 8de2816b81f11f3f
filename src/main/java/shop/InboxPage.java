package shop;

import http.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Serves a page that is a client of the sample's inbox, for a local run. */
public final class InboxPage implements Processor {
    private static final Map<String, String> TYPES = Map.of(
            "inbox.html", "text/html; charset=utf-8",
            "inbox.css", "text/css; charset=utf-8",
            "inbox.js", "text/javascript; charset=utf-8");

    /** The page's script is its only code, and it talks to this server only. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    @Override
    public void process(Exchange exchange) {
        HttpServerRequest request = exchange.getIn(HttpMessage.class).getRequest();
        HttpServerResponse response = exchange.getIn(HttpMessage.class).getResponse();
        String name = request.path().substring(request.path().lastIndexOf('/') + 1);
        Message message = exchange.getMessage();
        message.removeHeaders("*"); // Camel would send those of the request back
        if (!TYPES.containsKey(name)) {
            Problem.of(404, "There is nothing at " + request.path()).answer(message);
            return;
        }
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-cache");
        message.setHeader(Exchange.CONTENT_TYPE, TYPES.get(name));
        message.setBody(file(name));
    }

    private static byte[] file(String name) {
        try (InputStream file = InboxPage.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

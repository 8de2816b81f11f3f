package console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.commons.codec.digest.DigestUtils;
import process.Json;

/** Answers with JSON and its ETag, or with 304 if the viewer has the same already. */
final class Tagged {
    private static final int NOT_MODIFIED = 304;

    private Tagged() {}

    /**
     * @param body the content of which the tag is made
     * @param sent the response: the content, with values that change at each look, such as the time
     */
    static void answer(Exchange exchange, ObjectNode body, ObjectNode sent) {
        String tag = "\"" + DigestUtils.sha256Hex(Json.write(body)).substring(0, 32) + "\"";
        boolean isKnown = exchange.getIn(HttpMessage.class).getRequest().headers().getAll("If-None-Match").stream()
                .flatMap(tags -> Arrays.stream(tags.split(",")))
                .anyMatch(known -> known.strip().equals(tag));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader("ETag", tag);
        if (isKnown) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, NOT_MODIFIED);
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(Json.write(sent));
        }
    }
}

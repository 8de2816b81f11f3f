package console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import http.AnswerMask;
import http.Operator;
import http.PathSegment;
import http.Problem;
import http.Right;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Map.Entry;
import ledger.AuditTrail;
import ledger.Author;
import ledger.LedgerUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import process.Json;

/**
 * Masks values in the JSON that operators get. Without the right {@code read}, bodies, attributes and the messages of
 * exceptions are masked. The values that the {@link Masks} name are masked for everyone.
 *
 * <p>With {@code ?reveal=true} nothing is masked, and the audit trail says who has seen the values. If the audit trail
 * cannot be written, nothing is shown.
 */
final class Masking implements AnswerMask {
    private static final String JSON = "application/json";
    private static final String LETTERS = "/caravan/dead-letters/";
    private static final int QUEUE = 3;

    /** Stands for all queues; no queue has this name. */
    private static final String EVERY_QUEUE = "*";

    private static final String BODY = "body";
    private static final String ATTRIBUTES = "attributes";
    private static final String MESSAGE = "message";
    private static final String CAUSE = "cause";
    private static final String ORIGINAL = "original";
    private static final String OF = "of";

    private final Masks masks;
    private final AuditTrail audit;

    Masking(Masks masks, AuditTrail audit) {
        this.masks = masks;
        this.audit = audit;
    }

    /** Whether the query asks for masked values, which needs the right {@code act}. */
    static boolean isRevealed(MultiMap query) {
        return query.getAll("reveal").contains("true");
    }

    @Override
    public void apply(Exchange exchange, Operator operator, HttpServerRequest request) {
        Message message = exchange.getMessage();
        boolean isEverything = !operator.right().includes(Right.READ);
        if (!isJson(message) || (!isEverything && masks.isNone())) {
            return;
        }
        JsonNode answer = read(message.getBody(String.class));
        if (!hide(answer, isEverything)) {
            return;
        }
        if (isRevealed(request.params())) {
            reveal(message, request, operator);
        } else {
            message.setBody(Json.write(answer));
        }
    }

    private static boolean isJson(Message message) {
        return message.getBody() != null && JSON.equals(message.getHeader(Exchange.CONTENT_TYPE, String.class));
    }

    private void reveal(Message message, HttpServerRequest request, Operator operator) {
        String path = request.path();
        String queue = path.startsWith(LETTERS) ? PathSegment.of(request, QUEUE).orElseThrow() : EVERY_QUEUE;
        try {
            audit.end(audit.begin(queue, Author.of(operator.signature()), "reveal", path, null), "done", Map.of());
        } catch (LedgerUnavailableException e) {
            Problem.unavailable("The ledger does not answer, and nothing is revealed without a line in the audit trail")
                    .answer(message);
        }
    }

    /** @return whether something was masked */
    private boolean hide(JsonNode node, boolean isEverything) {
        boolean isHidden = false;
        if (node instanceof ObjectNode object) {
            isHidden = hideContent(object, isEverything);
            isHidden |= hideAudit(object, isEverything);
            isHidden |= isEverything && hideFailure(object);
            if (isHidden) {
                object.put("masked", true);
            }
        }
        for (JsonNode child : node) {
            isHidden |= hide(child, isEverything);
        }
        return isHidden;
    }

    /** Masks a message, in a letter or in an edit. */
    private boolean hideContent(ObjectNode object, boolean isEverything) {
        if (!object.path(BODY).isTextual() || !object.path(ATTRIBUTES).isObject()) {
            return false;
        }
        String body = object.get(BODY).asText();
        boolean isHidden = replace(object, BODY, isEverything ? DOTS : masks.body(body));
        ObjectNode attributes = (ObjectNode) object.get(ATTRIBUTES);
        for (Entry<String, JsonNode> attribute : attributes.properties()) {
            if (isEverything || masks.hides(attribute.getKey())) {
                isHidden |= replace(attributes, attribute.getKey(), DOTS);
            }
        }
        return isHidden;
    }

    /** Masks the message of a failure. A finding of the doctor has a message, too, but no fingerprint. */
    private static boolean hideFailure(ObjectNode object) {
        boolean isHidden =
                object.path(MESSAGE).isTextual() && object.has("fingerprint") && replace(object, MESSAGE, DOTS);
        isHidden |= object.path(CAUSE).isTextual() && replace(object, CAUSE, DOTS);
        return isHidden;
    }

    /** Masks the original of an edited letter, and the conditions of an operation. */
    private boolean hideAudit(ObjectNode object, boolean isEverything) {
        boolean isHidden = false;
        if (object.path(ORIGINAL).isTextual()) {
            isHidden = replace(
                    object,
                    ORIGINAL,
                    isEverything ? DOTS : original(object.get(ORIGINAL).asText()));
        }
        if (object.path(OF).isTextual() && object.has("operation")) {
            String of = object.get(OF).asText();
            boolean isCondition = isEverything && (of.contains("attribute ") || of.contains("path "));
            isHidden |= (isCondition || masks.hidesIn(of)) && replace(object, OF, DOTS);
        }
        return isHidden;
    }

    private String original(String text) {
        JsonNode original = read(text);
        return hide(original, false) ? Json.write(original) : text;
    }

    private static boolean replace(ObjectNode object, String name, String value) {
        boolean isOther = !object.get(name).asText().equals(value);
        object.put(name, value);
        return isOther;
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            // The parser's message is left out, because it quotes the text.
            throw new IllegalStateException(
                    "an answer is not JSON at " + e.getLocation().offsetDescription());
        }
    }
}

package inbox;

import static inbox.InboxesRefusedException.unknown;
import static inbox.InboxesRefusedException.wrong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import http.Operator;
import http.PathSegment;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import ledger.Author;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import process.Json;
import process.SafeText;
import topology.Inbox;
import topology.InboxLine;
import topology.Inboxes;

/**
 * A request about inboxes, read from its path, its query and its body. Each method throws an {@link InboxesRefusedException} that
 * names a wrong part.
 */
final class InboxesRequest {
    static final int USUAL_SIZE = 50;
    static final int MOST = 200;

    private static final String INBOX = "inbox";
    private static final String CLIENT = "client";
    private static final String DISCARD = "discard";

    /** The positions of the names in {@code /caravan/inboxes/{inbox}/{client}}. */
    private static final int PLACE_OF_INBOX = 3;

    private static final int PLACE_OF_CLIENT = 4;

    private final Exchange exchange;
    private final Inboxes inboxes;

    InboxesRequest(Exchange exchange, Inboxes inboxes) {
        this.exchange = exchange;
        this.inboxes = inboxes;
    }

    /**
     * A client of a served inbox.
     *
     * @param by the author of the request, and the reason
     */
    record Wanted(InboxLine line, String client, Author by) {
        String queue() {
            return line.inbox().queue(client).name();
        }

        @Override
        public String toString() {
            return "client %s of inbox %s".formatted(client, line.inbox().name());
        }
    }

    private record Body(String inbox, String client, String reason) {}

    /** The client that the body names. */
    Wanted body() {
        Body body = read();
        return new Wanted(line(body.inbox()), client(body.client()), author(body.reason()));
    }

    /** The client that the path names; the query may give a reason. */
    Wanted path() {
        return new Wanted(
                line(PathSegment.of(exchange, PLACE_OF_INBOX).orElseThrow()),
                client(PathSegment.of(exchange, PLACE_OF_CLIENT).orElseThrow()),
                author(query().get("reason")));
    }

    /** Whether waiting events may be discarded. */
    boolean discards() {
        String written = query().get(DISCARD);
        if (written != null && !List.of("true", "false").contains(written)) {
            throw wrong(DISCARD, "discard %s: must be true or false".formatted(SafeText.line(written)));
        }
        return Boolean.parseBoolean(written);
    }

    /** The inboxes to list: all, or the one that the query names. */
    List<InboxLine> lines() {
        return Optional.ofNullable(query().get(INBOX))
                .map(this::line)
                .map(List::of)
                .orElse(inboxes.served());
    }

    int page() {
        return number("page", 1, Integer.MAX_VALUE, 1);
    }

    int size() {
        return number("size", 1, MOST, USUAL_SIZE);
    }

    private int number(String name, int least, int most, int otherwise) {
        String written = query().get(name);
        if (written == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(written);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, notBetween(name, written, least, most), e);
        }
        throw wrong(name, notBetween(name, written, least, most));
    }

    private static String notBetween(String name, String written, int least, int most) {
        return "%s %s: must be a whole number %s"
                .formatted(
                        name,
                        SafeText.line(written),
                        most == Integer.MAX_VALUE ? "from " + least : "from %d to %d".formatted(least, most));
    }

    private InboxLine line(String name) {
        if (name == null || name.isBlank()) {
            throw wrong(INBOX, "inbox: must be one of " + served());
        }
        return inboxes.named(name)
                .orElseThrow(() -> unknown(
                        INBOX,
                        "inbox %s: no route of this application serves it; it serves %s"
                                .formatted(SafeText.line(name), served())));
    }

    private String served() {
        List<String> names =
                inboxes.served().stream().map(line -> line.inbox().name()).toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String client(String name) {
        if (name == null || !Inbox.CLIENT.matcher(name).matches()) {
            throw wrong(
                    CLIENT,
                    "client%s: must be %s"
                            .formatted(
                                    name == null ? "" : " '%s'".formatted(SafeText.line(name)), Inbox.ALLOWED_CLIENT));
        }
        return name;
    }

    private Author author(String reason) {
        try {
            return new Author(Operator.signature(exchange), reason);
        } catch (IllegalArgumentException e) {
            throw wrong("reason", e.getMessage(), e);
        }
    }

    private Body read() {
        String text = exchange.getMessage().getBody(String.class);
        try {
            Body body = Json.read(text == null ? "" : text, Body.class);
            if (body == null) {
                throw wrong(null, "the body must be a JSON object with inbox and client");
            }
            return body;
        } catch (UnrecognizedPropertyException e) {
            throw wrong(
                    e.getPropertyName(),
                    SafeText.line(e.getPropertyName()) + ": is unknown; must be one of inbox, client, reason",
                    e);
        } catch (JsonProcessingException e) {
            throw wrong(null, "the body must be a JSON object with inbox and client: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads the query from the request itself, because Camel mixes the query and the headers. */
    private MultiMap query() {
        return exchange.getIn(HttpMessage.class).getRequest().params();
    }
}

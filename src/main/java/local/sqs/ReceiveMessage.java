package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import local.http.HttpAnswer;

/** Receives messages, with the attributes that were asked for. */
final class ReceiveMessage implements Action {
    private static final byte[] NO_MESSAGES = "{\"Messages\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final HttpAnswer NOTHING = JsonProtocol.answer(Json.object());

    private final Queues queues;

    ReceiveMessage(Queues queues) {
        this.queues = queues;
    }

    @Override
    public Future<HttpAnswer> answer(SqsCall call) {
        QueueSettings queue = queues.at(call.text("QueueUrl"));
        Limits.receive(call.parameters());
        AttributeNames names = AttributeNames.of(call.parameters());
        boolean prefixes = names.haveAPrefix();
        Future<HttpAnswer> answer =
                prefixes ? call.forward(AttributeNames.askingForAll(call.parameters())) : call.forward();
        if (!prefixes && !queue.deduplicatesByGroup()) {
            return answer.map(ReceiveMessage::withoutAnEmptyList);
        }
        return answer.map(received -> {
            ObjectNode messages = Json.answer(received.body());
            for (JsonNode message : messages.path("Messages")) {
                if (prefixes) {
                    names.select((ObjectNode) message);
                }
                if (queue.deduplicatesByGroup()) {
                    Deduplication.incoming(message);
                }
            }
            return withoutAnEmptyList(JsonProtocol.answer(messages));
        });
    }

    private static HttpAnswer withoutAnEmptyList(HttpAnswer answer) {
        return Arrays.equals(answer.body(), NO_MESSAGES) ? NOTHING : answer;
    }
}

package local.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.LoopbackServer;

/** DynamoDB's operations over HTTP, as {@code application/x-amz-json-1.0}. */
final class WireProtocol implements LoopbackServer.Service {
    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
    private static final String TARGET_PREFIX = "DynamoDB_20120810.";
    private static final int OK = 200;
    private static final int REFUSED = 400;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Operation> operations;

    /** Serves the given operations by their names. */
    WireProtocol(Map<String, Operation> operations) {
        this.operations = operations;
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        try {
            return answer(OK, operation(call).answer(new Request(body(call))));
        } catch (ServiceError e) {
            return answer(REFUSED, e.answer());
        }
    }

    private Operation operation(HttpCall call) {
        String target = call.header("X-Amz-Target");
        if (target == null || !target.startsWith(TARGET_PREFIX)) {
            throw ServiceError.unknownOperation(null);
        }
        if (call.header("Authorization") == null) {
            throw ServiceError.missingAuthentication();
        }
        String name = target.substring(TARGET_PREFIX.length());
        Operation operation = operations.get(name);
        if (operation == null) {
            throw ServiceError.unknownOperation("not supported here: " + name);
        }
        return operation;
    }

    private JsonNode body(HttpCall call) {
        try {
            return json.readTree(call.body());
        } catch (JsonProcessingException e) {
            throw ServiceError.serialization(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpAnswer answer(int status, ObjectNode answer) {
        byte[] body;
        try {
            body = json.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        CRC32 crc = new CRC32();
        crc.update(body);
        return new HttpAnswer(
                status,
                Map.of(
                        "Content-Type", CONTENT_TYPE,
                        "x-amz-crc32", Long.toString(crc.getValue()),
                        "x-amzn-RequestId", UUID.randomUUID().toString()),
                body);
    }
}

package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** The JSON protocol. ElasticMQ's answers pass unchanged. */
record JsonProtocol(String action, ObjectNode parameters, byte[] body) implements Protocol {
    static final String TARGET = "X-Amz-Target";
    static final String CONTENT_TYPE = "application/x-amz-json-1.0";
    static final String PREFIX = "AmazonSQS.";
    private static final String CODE_FOR_CLIENTS_OF_THE_QUERY_PROTOCOL = "x-amzn-query-error";

    static JsonProtocol of(HttpCall call) {
        String target = call.header(TARGET);
        return new JsonProtocol(target.substring(target.indexOf('.') + 1), Json.parameters(call.body()), call.body());
    }

    static HttpAnswer answer(ObjectNode answer) {
        return new HttpAnswer(200, Map.of("Content-Type", CONTENT_TYPE), Json.bytes(answer));
    }

    @Override
    public HttpAnswer answer(HttpAnswer json) {
        return json;
    }

    @Override
    public HttpAnswer error(SqsException refusal) {
        return refusal(refusal);
    }

    static HttpAnswer refusal(SqsException refusal) {
        ObjectNode body = Json.object().put("__type", refusal.type()).put("message", refusal.getMessage());
        return new HttpAnswer(refusal.status(), Map.of("Content-Type", CONTENT_TYPE), Json.bytes(body))
                .with(CODE_FOR_CLIENTS_OF_THE_QUERY_PROTOCOL, refusal.code() + ";" + refusal.fault());
    }
}

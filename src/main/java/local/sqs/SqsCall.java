package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import local.http.HttpAnswer;

/**
 * One call of an action, with the parameter names of the JSON protocol.
 *
 * @param headers the caller's headers
 * @param hungUp completes when the caller's connection ends
 */
record SqsCall(Protocol protocol, MultiMap headers, Future<Void> hungUp, Engine engine) {
    String action() {
        return protocol.action();
    }

    ObjectNode parameters() {
        return protocol.parameters();
    }

    /** A required text parameter. */
    String text(String parameter) {
        JsonNode value = parameters().path(parameter);
        if (!value.isTextual()) {
            throw SqsException.missingParameter(parameter);
        }
        return value.textValue();
    }

    /** Forwards the call unchanged. */
    Future<HttpAnswer> forward() {
        return engine.send(action(), protocol.body(), headers, hungUp);
    }

    /** Forwards the call with other parameters. */
    Future<HttpAnswer> forward(ObjectNode changed) {
        return engine.send(action(), Json.bytes(changed), headers, hungUp);
    }

    /** Sends another action to ElasticMQ for the same caller. */
    Future<ObjectNode> ask(String other, ObjectNode parameters) {
        return engine.send(other, Json.bytes(parameters), headers, hungUp).map(answer -> Json.answer(answer.body()));
    }
}

package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** The protocol of a caller: JSON, or the query protocol of older clients. */
interface Protocol {
    /** Recognizes the protocol by the headers. */
    static Protocol of(HttpCall call) {
        return call.header(JsonProtocol.TARGET) == null ? QueryProtocol.of(call) : JsonProtocol.of(call);
    }

    /** The action's name. */
    String action();

    /** The parameters, as the JSON protocol names them. */
    ObjectNode parameters();

    /** The parameters as the body of a request in the JSON protocol. */
    byte[] body();

    /** Converts an answer from the JSON protocol to this protocol. */
    HttpAnswer answer(HttpAnswer json);

    /** A refusal in this protocol. */
    HttpAnswer error(SqsException refusal);
}

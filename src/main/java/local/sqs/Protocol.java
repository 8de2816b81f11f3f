package local.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** The language of a caller: the JSON protocol, or the query protocol of older clients. */
interface Protocol {
    /** Reads the protocol off the headers. */
    static Protocol of(HttpCall call) {
        return call.header(JsonProtocol.TARGET) == null ? QueryProtocol.of(call) : JsonProtocol.of(call);
    }

    /** The action's name. */
    String action();

    /** The parameters, as the JSON protocol names them. */
    ObjectNode parameters();

    /** The parameters as the body of a request in the JSON protocol. */
    byte[] body();

    /** An answer for this caller, made of one in the JSON protocol. */
    HttpAnswer answer(HttpAnswer json);

    /** A refusal for this caller. */
    HttpAnswer error(SqsException refusal);
}

package local.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.IntPredicate;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** A request in one of AWS's protocols. */
interface AwsRequest {
    /** Reads a request: in the JSON protocol if its headers name a target, otherwise in the query protocol. */
    static AwsRequest of(HttpCall call) {
        String target = call.header("X-Amz-Target");
        return target == null ? QueryRequest.of(call) : JsonRequest.of(target, call);
    }

    /** The action's name, or an empty text. */
    String action();

    ObjectNode parameters();

    /** An error of this service, in the shape its clients understand. */
    HttpAnswer error(int status, String code, String message);

    /** The throttling error of this service. */
    HttpAnswer throttled();

    /** The internal error of this service, for a failure that the caller has not caused. */
    HttpAnswer internalError();

    /** This batch without the entries at refused positions, or nothing if the request is no batch. */
    Optional<PartialBatch> without(IntPredicate refused);

    /** This batch without the statements at refused positions, or nothing if the request is no batch of statements. */
    default Optional<PartialBatch> withoutStatements(IntPredicate refused, String code) {
        return Optional.empty();
    }

    /**
     * This batch with all its statements, but with errors as the answers at refused positions. Nothing if the request
     * is no batch of statements.
     */
    default Optional<PartialBatch> withRefusedStatements(IntPredicate refused, String code) {
        return Optional.empty();
    }
}

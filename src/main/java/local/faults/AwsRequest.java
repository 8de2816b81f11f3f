package local.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.IntPredicate;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** A request, read in the AWS protocol that it is written in. */
interface AwsRequest {
    /** Reads the protocol off the headers: JSON if they name a target, the query protocol if not. */
    static AwsRequest of(HttpCall call) {
        String target = call.header("X-Amz-Target");
        return target == null ? QueryRequest.of(call) : JsonRequest.of(target, call);
    }

    /** The action's name, or nothing at all. */
    String action();

    ObjectNode parameters();

    /** An error of this service, in the shape its clients understand. */
    HttpAnswer error(int status, String code, String message);

    /** The error of this service when its callers are too fast. */
    HttpAnswer throttled();

    /** The error of this service when it fails without a reason that would concern the caller. */
    HttpAnswer internalError();

    /** This request without the entries whose position is refused, or nothing if it is no batch. */
    Optional<PartialBatch> without(IntPredicate refused);

    /** This batch of statements without those whose position is refused, or nothing if it is none. */
    default Optional<PartialBatch> withoutStatements(IntPredicate refused, String code) {
        return Optional.empty();
    }

    /** This batch of statements with all of them, some of which are answered as refused, or nothing if it is none. */
    default Optional<PartialBatch> withRefusedStatements(IntPredicate refused, String code) {
        return Optional.empty();
    }
}

package local.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** One call that reached a proxy. */
public final class Call {
    /** The status of a call without an answer yet, such as a long poll. */
    public static final int OPEN = -1;

    /** The status of a call whose connection ended without an answer. */
    public static final int CUT = 0;

    private final AwsRequest request;
    private final Instant at;
    private final int status;

    Call(AwsRequest request, Instant at, int status) {
        this.request = request;
        this.at = at;
        this.status = status;
    }

    /** The action as AWS spells it, such as {@code SendMessageBatch}; empty if the request names none. */
    public String action() {
        return request.action();
    }

    /** When the call arrived. */
    public Instant at() {
        return at;
    }

    /** The HTTP status that the client got, or {@link #OPEN} or {@link #CUT}. */
    public int status() {
        return status;
    }

    /** The parameters: the JSON of a JSON protocol, or the form fields of a query protocol by their flat names. */
    public ObjectNode body() {
        return request.parameters();
    }

    Call with(int newStatus) {
        return new Call(request, at, newStatus);
    }

    @Override
    public String toString() {
        return action() + " " + status;
    }
}

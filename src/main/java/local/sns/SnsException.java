package local.sns;

/** A refusal, with the code and message that AWS answers. */
final class SnsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "Invalid parameter: ";

    private final int status;
    private final String code;

    SnsException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static SnsException invalidParameter(String what) {
        return new SnsException(400, "InvalidParameter", PREFIX + what);
    }

    static SnsException invalidAttribute(String message) {
        return new SnsException(400, "ParameterValueInvalid", message);
    }

    /** A value breaks a constraint of the service's model. */
    static SnsException validation(String value, String path, String constraint) {
        return new SnsException(
                400,
                "ValidationError",
                "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
                        .formatted(value, path, constraint));
    }

    static SnsException topicNotFound() {
        return new SnsException(404, "NotFound", "Topic does not exist");
    }

    static SnsException subscriptionNotFound() {
        return new SnsException(404, "NotFound", "Subscription does not exist");
    }

    /** The refusal of a feature that AWS has and this SNS lacks. Otherwise a wrong result could be taken for AWS's. */
    static SnsException notSupportedHere(String what) {
        return new SnsException(400, "NotSupportedHere", what + " is not supported by the local SNS");
    }

    /** The same refusal for a parameter inside another parameter. */
    SnsException in(String parameter) {
        String inside = PREFIX + parameter + " Reason: ";
        return getMessage().startsWith(PREFIX)
                ? new SnsException(status, code, inside + getMessage().substring(PREFIX.length()))
                : this;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}

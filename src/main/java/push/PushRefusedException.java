package push;

/** The refusal of a push that is malformed or not trusted. It is not handled, and its 4xx response makes SNS give it up. */
final class PushRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final int status;

    private PushRefusedException(int status, String why) {
        super(why);
        this.status = status;
    }

    /** The body is not a message of SNS. */
    static PushRefusedException malformed(String why) {
        return new PushRefusedException(BAD_REQUEST, why);
    }

    /** The message cannot be trusted. */
    static PushRefusedException notTrusted(String why) {
        return new PushRefusedException(FORBIDDEN, why);
    }

    int status() {
        return status;
    }
}

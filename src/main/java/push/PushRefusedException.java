package push;

/** A push is not what it should be, or not from whom it should be: it is neither handled nor asked for again. */
final class PushRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final int status;

    private PushRefusedException(int status, String why) {
        super(why);
        this.status = status;
    }

    /** It is no message of SNS. */
    static PushRefusedException malformed(String why) {
        return new PushRefusedException(BAD_REQUEST, why);
    }

    /** It is a message, and nobody here should believe it. */
    static PushRefusedException notTrusted(String why) {
        return new PushRefusedException(FORBIDDEN, why);
    }

    int status() {
        return status;
    }
}

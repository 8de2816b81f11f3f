package topology.export;

/** Thrown if the routes of an application need more permissions than one IAM role can hold. */
public final class TooManyPermissionsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyPermissionsException(int length, int allowed) {
        super(
                ("the role of one service with all these routes would need policies of %,d characters, and IAM allows %,d;"
                                + " export fewer routes for each service")
                        .formatted(length, allowed));
    }
}

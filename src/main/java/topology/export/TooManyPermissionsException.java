package topology.export;

/** The routes of an application need more permissions than one role of IAM can hold. */
public final class TooManyPermissionsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyPermissionsException(int length, int allowed) {
        super(
                ("the role of one service with all these routes would need policies of %,d characters, and IAM allows %,d;"
                                + " export fewer routes for each service")
                        .formatted(length, allowed));
    }
}

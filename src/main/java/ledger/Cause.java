package ledger;

/**
 * Why an attempt failed.
 *
 * @param exception the exception's class
 * @param message its message, or an empty text
 */
public record Cause(String exception, String message) {
    public static Cause of(Throwable failure) {
        return new Cause(failure.getClass().getName(), failure.getMessage() == null ? "" : failure.getMessage());
    }
}

package failure;

/**
 * Why an attempt failed.
 *
 * @param exception the exception's class
 * @param message its message, or an empty text
 * @param fingerprint equal for the same failure of different messages
 */
public record Cause(String exception, String message, String fingerprint) {
    public static Cause of(Throwable failure) {
        return new Cause(
                failure.getClass().getName(),
                failure.getMessage() == null ? "" : failure.getMessage(),
                Fingerprint.of(failure));
    }
}

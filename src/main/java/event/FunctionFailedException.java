package event;

/**
 * The failure of a function of AWS Lambda. Lambda then answers 200, with a header that reports the failure.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class FunctionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param kind {@code Unhandled}, or {@code Handled} by the runtime of the function
     * @param answer what the function has returned, such as the type and message of its error in JSON
     */
    FunctionFailedException(String kind, String answer) {
        super("The function has failed (%s): %s".formatted(kind, answer));
    }
}

package event;

/**
 * A function of AWS Lambda has failed. Lambda answers 200 then, with a header that says so.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class FunctionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param kind {@code Unhandled}, or {@code Handled} by the runtime of the function
     * @param answer what the function has returned, such as its error's type and message in JSON
     */
    FunctionFailedException(String kind, String answer) {
        super("The function has failed (%s): %s".formatted(kind, answer));
    }
}

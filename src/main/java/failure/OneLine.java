package failure;

/** Failures as a log shows them: on one line, and not too long. */
public final class OneLine {
    private static final int LONGEST = 300;

    private OneLine() {}

    public static String of(Throwable failure) {
        return of(failure.toString());
    }

    public static String of(String failure) {
        String text = failure.replaceAll("\\s+", " ");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}

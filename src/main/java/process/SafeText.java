package process;

import java.util.regex.Pattern;

/**
 * Makes untrusted text safe for a terminal and a log. A terminal obeys control characters, a line break forges a line
 * of the log, and marks of writing direction disguise a text.
 */
public final class SafeText {
    private static final String DIRECTION = "\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";
    private static final String OBEYED = "\\p{Cc}\\u2028\\u2029" + DIRECTION;
    private static final Pattern IN_A_LINE = Pattern.compile("[" + OBEYED + "]");
    private static final Pattern IN_A_BLOCK = Pattern.compile("[" + OBEYED + "&&[^\\n\\t]]");
    private static final Pattern SPACE = Pattern.compile("[\\s" + OBEYED + "]+");
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\u2028\\u2029]");
    private static final String REPLACED = "\uFFFD";
    private static final int LONGEST_FAILURE = 300;

    private SafeText() {}

    /** Whether a terminal would obey a character, or take it for the end of a line. */
    static boolean isObeyed(int character) {
        return IN_A_LINE.matcher(Character.toString(character)).matches();
    }

    /** The text on one line: every line break or control character becomes a blank. */
    public static String line(String text) {
        return IN_A_LINE.matcher(text).replaceAll(" ");
    }

    /** The text on several lines: line breaks and tabs stay, other control characters are replaced visibly. */
    public static String block(String text) {
        return IN_A_BLOCK.matcher(LINE_BREAK.matcher(text).replaceAll("\n")).replaceAll(REPLACED);
    }

    /** The text on one line, cut to {@code most} characters. */
    public static String shortened(String text, int most) {
        String line = line(text);
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** A failure on one line, shortened. */
    public static String of(Throwable failure) {
        return of(failure.toString());
    }

    /** A failure's text on one line, shortened. */
    public static String of(String failure) {
        return shortened(SPACE.matcher(failure).replaceAll(" "), LONGEST_FAILURE);
    }
}

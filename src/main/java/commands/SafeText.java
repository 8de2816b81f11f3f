package commands;

import java.util.regex.Pattern;

/**
 * Texts of strangers, such as what came with an event, as a terminal may show them: it obeys control characters, and lets
 * marks of writing direction turn one text into another.
 */
final class SafeText {
    private static final String DIRECTION = "\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";
    private static final Pattern IN_A_LINE = Pattern.compile("[\\p{Cc}\\u2028\\u2029" + DIRECTION + "]");
    private static final Pattern IN_A_BLOCK = Pattern.compile("[\\p{Cc}" + DIRECTION + "&&[^\\n\\t]]");
    private static final String REPLACED = "\uFFFD";

    private SafeText() {}

    /** On one line: line breaks and everything else that a terminal would obey are blanks, character by character. */
    static String line(String text) {
        return IN_A_LINE.matcher(text).replaceAll(" ");
    }

    /** On lines of its own: line breaks and tabs are kept, and what else a terminal would obey is seen as replaced. */
    static String block(String text) {
        return IN_A_BLOCK.matcher(text.replace("\r\n", "\n")).replaceAll(REPLACED);
    }

    /** On one line, and not longer than {@code most} characters. */
    static String shortened(String text, int most) {
        String line = line(text);
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}

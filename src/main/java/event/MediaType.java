package event;

import java.util.regex.Pattern;

/**
 * Tells whether a text is a valid content type.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-media-type">RFC 9110, section 8.3.1</a>
 */
public final class MediaType {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[\\t !#-\\[\\]-~]|\\\\[\\t -~])*\"";
    private static final Pattern WRITTEN =
            Pattern.compile("%s/%s(?:[ \\t]*;[ \\t]*(?:%s=(?:%s|%s))?)*".formatted(TOKEN, TOKEN, TOKEN, TOKEN, QUOTED));

    private MediaType() {}

    /** Whether the text is one media type, with or without parameters. */
    public static boolean is(String text) {
        return WRITTEN.matcher(text.strip()).matches();
    }
}

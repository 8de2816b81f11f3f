package process;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a log event as one line of JSON, with its context under {@code mdc}. Characters that a terminal obeys, or that some
 * readers take for the end of a line, are escaped.
 */
final class SafeJson extends JsonEncoder {
    /** Logback itself escapes the characters below the blank. */
    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]");

    SafeJson() {
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMessage(false);
        setWithArguments(false);
        setWithFormattedMessage(true);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), UTF_8).stripTrailing();
        return (NOT_ASCII.matcher(line).replaceAll(SafeJson::escaped) + "\n").getBytes(UTF_8);
    }

    private static String escaped(MatchResult found) {
        String character = found.group();
        return SafeText.isObeyed(character.codePointAt(0))
                ? "\\\\u%04x".formatted(character.codePointAt(0))
                : Matcher.quoteReplacement(character);
    }
}

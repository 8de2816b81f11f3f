package event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes and decodes CloudEvents attributes as HTTP headers: {@code decode(encode(value))} is {@code value}.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values">
 *     HTTP protocol binding, 3.1.3.2</a>
 */
public final class HttpBinding {
    /** The prefix of attributes that are HTTP headers. */
    public static final String PREFIX = "ce-";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** One or more percent-encoded bytes. A {@code %} before anything else stands for itself. */
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    /** A quoted string, RFC 9110, section 5.6.4. Text after the closing quote makes the value unquoted. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)");

    private HttpBinding() {}

    /** Whether a header is an attribute of an event. */
    public static boolean isAttribute(String header) {
        return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** The value as a header: printable ASCII only, and never read as a quoted string. */
    public static String encode(String value) {
        if (value.chars().allMatch(HttpBinding::isItself)) {
            return value;
        }
        StringBuilder header = new StringBuilder();
        value.codePoints().forEach(character -> {
            if (isItself(character)) {
                header.appendCodePoint(character);
            } else {
                for (byte each : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    header.append('%').append(HEX.toHexDigits(each));
                }
            }
        });
        return header.toString();
    }

    /**
     * The value of a header: unquoted, then percent-decoded once.
     *
     * @param name the attribute's name, for the error
     * @throws EventRefusedException if the encoded bytes are not UTF-8
     */
    public static String decode(String name, String header) {
        Matcher quoted = QUOTED.matcher(header);
        String value = quoted.matches() ? QUOTED_PAIR.matcher(quoted.group(1)).replaceAll("$1") : header;
        return ENCODED.matcher(value).replaceAll(encoded -> Matcher.quoteReplacement(text(name, encoded.group())));
    }

    private static boolean isItself(int character) {
        return character > ' ' && character < 0x7F && character != '"' && character != '%';
    }

    private static String text(String name, String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 1; at < encoded.length(); at += 3) {
            bytes.write(HexFormat.fromHexDigits(encoded, at, at + 2));
        }
        try {
            // A new decoder reports malformed input, where new String(bytes, UTF_8) would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new EventRefusedException(
                    name.toLowerCase(Locale.ROOT), "must be percent-encoded UTF-8, but is not UTF-8: " + encoded);
        }
    }
}

package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts an expression into tokens. The parsers find the errors. */
final class Lexer {
    private static final Pattern TOKEN =
            Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<nameplaceholder>#[A-Za-z0-9_]+)"
                    + "|(?<valueplaceholder>:[A-Za-z0-9_]+)|(?<integer>[0-9]+)|<>|<=|>=|[^ \\t\\r\\n]");

    private Lexer() {}

    /** The tokens of an expression; only the last token is of kind {@code END}. */
    static List<Token> tokens(String expression) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            tokens.add(new Token(kind(matcher), matcher.group(), matcher.start(), matcher.end()));
        }
        tokens.add(new Token(Token.Kind.END, "<EOF>", expression.length(), expression.length()));
        return tokens;
    }

    private static Token.Kind kind(Matcher matcher) {
        if (matcher.group("name") != null) {
            return Token.Kind.NAME;
        } else if (matcher.group("nameplaceholder") != null) {
            return Token.Kind.NAME_PLACEHOLDER;
        } else if (matcher.group("valueplaceholder") != null) {
            return Token.Kind.VALUE_PLACEHOLDER;
        } else if (matcher.group("integer") != null) {
            return Token.Kind.INTEGER;
        }
        return Token.Kind.SIGN;
    }
}

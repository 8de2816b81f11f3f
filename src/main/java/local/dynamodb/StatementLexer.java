package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a PartiQL statement into tokens. Comments and white space separate tokens. A semicolon may end the statement. */
final class StatementLexer {
    private static final Pattern TOKEN = Pattern.compile("(?<nothing>\\s+|--[^\\n]*|/\\*[\\s\\S]*?\\*/)"
            + "|(?<name>[A-Za-z_$][A-Za-z0-9_$]*)"
            + "|\"(?<quoted>(?:[^\"]|\"\")*+)\""
            + "|'(?<text>(?:[^']|'')*+)'"
            + "|(?<number>(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
            + "|(?<sign><<|>>|<>|!=|<=|>=|[-+*%?(){}\\[\\],.:;=<>])");

    private StatementLexer() {}

    /** The tokens of a statement; only the last token is of kind {@code END}. */
    static List<StatementToken> tokens(String statement) {
        List<StatementToken> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(statement);
        for (int start = 0; start < statement.length(); start = matcher.end()) {
            if (!matcher.find(start) || matcher.start() != start) {
                throw StatementReader.malformed("");
            }
            if (matcher.group("nothing") == null) {
                tokens.add(token(matcher));
            }
        }
        if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSign(";")) {
            tokens.remove(tokens.size() - 1);
        }
        tokens.add(new StatementToken(StatementToken.Kind.END, "", statement.length(), statement.length()));
        return tokens;
    }

    private static StatementToken token(Matcher matcher) {
        int start = matcher.start();
        int end = matcher.end();
        if (matcher.group("name") != null) {
            return new StatementToken(StatementToken.Kind.NAME, matcher.group(), start, end);
        } else if (matcher.group("quoted") != null) {
            String name = matcher.group("quoted").replace("\"\"", "\"");
            return new StatementToken(StatementToken.Kind.QUOTED_NAME, name, start, end);
        } else if (matcher.group("text") != null) {
            String text = matcher.group("text").replace("''", "'");
            return new StatementToken(StatementToken.Kind.TEXT, text, start, end);
        } else if (matcher.group("number") != null) {
            return new StatementToken(StatementToken.Kind.NUMBER, matcher.group(), start, end);
        }
        return new StatementToken(StatementToken.Kind.SIGN, matcher.group(), start, end);
    }
}

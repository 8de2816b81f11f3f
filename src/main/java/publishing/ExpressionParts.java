package publishing;

import java.util.ArrayList;
import java.util.List;

/** The functions of a Simple expression, {@code ${…}}, which may be nested. */
final class ExpressionParts {
    private static final List<String> STARTS = List.of("${", "$simple{");
    private static final String END = "}";
    /** Operators that join a function with the text after it: elvis, chain, and blocks of variables. */
    private static final List<String> OPERATORS = List.of("?:", "~>", "++", "--", "$init{", "\\");

    private final String expression;
    private final List<String> outermost = new ArrayList<>();
    private final List<String> all = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private ExpressionParts(String expression) {
        this.expression = expression;
        int at = 0;
        while (at < expression.length()) {
            int end = isStart(at) ? function(at, outermost) : at;
            if (end == at) {
                text.append(expression.charAt(at));
                end++;
            }
            at = end;
        }
    }

    /** Every function, at any depth. */
    static List<String> all(String expression) {
        return new ExpressionParts(expression).all;
    }

    /** The outermost functions, if the expression consists of functions and text only; otherwise the whole expression. */
    static List<String> outermost(String expression) {
        ExpressionParts parts = new ExpressionParts(expression);
        String text = parts.text.toString();
        return OPERATORS.stream().anyMatch(text::contains) ? List.of(expression) : parts.outermost;
    }

    /** Reads a function and returns its end, or its start if the function has no end. */
    private int function(int start, List<String> found) {
        int at = expression.indexOf('{', start) + 1;
        while (at < expression.length()) {
            if (expression.startsWith(END, at)) {
                found.add(expression.substring(start, at + 1));
                if (found != all) {
                    all.add(expression.substring(start, at + 1));
                }
                return at + 1;
            }
            int end = isStart(at) ? function(at, all) : at;
            at = end == at ? at + 1 : end;
        }
        return start;
    }

    private boolean isStart(int at) {
        return STARTS.stream().anyMatch(start -> expression.startsWith(start, at));
    }
}

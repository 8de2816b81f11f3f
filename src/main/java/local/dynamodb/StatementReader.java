package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A PartiQL statement, read from left to right with the values of its parameters. */
final class StatementReader {
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "IS", "IN", "LIKE", "BETWEEN", "UNION");
    private static final int MAX_INDEX_DIGITS = 9;

    private final String statement;
    private final List<Value> parameters;
    private final List<StatementToken> tokens;
    private int position;
    private int parametersRead;

    StatementReader(String statement, List<Value> parameters) {
        this.statement = statement;
        this.parameters = parameters;
        this.tokens = StatementLexer.tokens(statement);
    }

    /** The refusal of a statement that cannot be parsed. */
    static ServiceError malformed(String detail) {
        return ServiceError.validation("Statement wasn't well formed, can't be processed: " + detail);
    }

    StatementToken peek() {
        return peek(0);
    }

    StatementToken peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    StatementToken next() {
        StatementToken token = peek();
        if (token.kind() == StatementToken.Kind.END) {
            throw unexpected();
        }
        position++;
        return token;
    }

    boolean isEnd() {
        return peek().kind() == StatementToken.Kind.END;
    }

    boolean accept(String sign) {
        boolean there = peek().isSign(sign);
        position += there ? 1 : 0;
        return there;
    }

    boolean acceptKeyword(String keyword) {
        boolean there = peek().isKeyword(keyword);
        position += there ? 1 : 0;
        return there;
    }

    void expect(String sign) {
        if (!accept(sign)) {
            throw unexpected();
        }
    }

    void expectKeyword(String keyword) {
        if (!acceptKeyword(keyword)) {
            throw unexpected();
        }
    }

    /** Refuses tokens that are left, and parameters without a question mark. */
    void expectEnd() {
        if (!isEnd()) {
            throw leftover();
        }
        if (parametersRead != parameters.size()) {
            throw parametersMismatch();
        }
    }

    /** The value of the next question mark. */
    Value parameter() {
        expect("?");
        if (parametersRead == parameters.size()) {
            throw parametersMismatch();
        }
        return parameters.get(parametersRead++);
    }

    boolean isFunction() {
        return peek().kind() == StatementToken.Kind.NAME && peek(1).isSign("(");
    }

    /** A function's name, which may be written in capitals. */
    static String function(StatementToken token) {
        return token.text().toLowerCase(Locale.ROOT);
    }

    String name() {
        if (!peek().isName()) {
            throw unexpected();
        }
        String name = next().text();
        if (name.isEmpty()) {
            throw ServiceError.validation("Path component cannot be an empty string");
        }
        return name;
    }

    Path path() {
        List<Path.Step> steps = new ArrayList<>();
        steps.add(new Path.Name(name()));
        while (true) {
            if (accept(".")) {
                steps.add(component());
            } else if (accept("[")) {
                steps.add(index());
                expect("]");
            } else {
                return new Path(List.copyOf(steps));
            }
        }
    }

    private Path.Name component() {
        if (!peek().isName()) {
            throw malformed("Invalid path dot component");
        }
        return new Path.Name(name());
    }

    private Path.Index index() {
        String digits = peek().text();
        if (peek().kind() != StatementToken.Kind.NUMBER || !digits.chars().allMatch(Character::isDigit)) {
            throw ServiceError.notSupported("a step of a path in brackets that is no index: " + digits);
        }
        next();
        if (digits.length() > MAX_INDEX_DIGITS) {
            throw ServiceError.validation("List index is not within the allowable range; index: [" + digits + "]");
        }
        return new Path.Index(Integer.parseInt(digits));
    }

    /** The token after the parenthesis that closes the current one. */
    StatementToken afterParenthesis() {
        int depth = 0;
        for (int ahead = 0; peek(ahead).kind() != StatementToken.Kind.END; ahead++) {
            depth += peek(ahead).isSign("(") ? 1 : 0;
            depth -= peek(ahead).isSign(")") ? 1 : 0;
            if (depth == 0) {
                return peek(ahead + 1);
            }
        }
        return tokens.get(tokens.size() - 1);
    }

    /** The position of a token for a message: line, column and length. */
    String at(StatementToken token) {
        String before = statement.substring(0, token.start());
        long line = before.chars().filter(character -> character == '\n').count() + 1;
        int column = token.start() - before.lastIndexOf('\n');
        return " at " + line + ":" + column + ":" + (token.end() - token.start());
    }

    ServiceError unrecognized(StatementToken function) {
        return ServiceError.validation("Unrecognized function: " + function(function) + at(function));
    }

    /** The refusal of the current token, which does not fit here. */
    ServiceError unexpected() {
        StatementToken token = peek();
        if (token.kind() != StatementToken.Kind.NAME || token.isName()) {
            return malformed("Unexpected term");
        }
        boolean operator = OPERATORS.contains(token.text().toUpperCase(Locale.ROOT));
        return malformed(operator ? "Unexpected operator" : "Unexpected keyword");
    }

    /** The refusal of the current token after a complete statement. */
    ServiceError leftover() {
        return malformed("Unexpected token after expression");
    }

    private static ServiceError parametersMismatch() {
        return ServiceError.validation("Number of parameters in request and statement don't match.");
    }
}

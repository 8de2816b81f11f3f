package local.dynamodb;

import java.util.ArrayList;
import java.util.List;

/** The base of the parsers of expressions: tokens, document paths, placeholders and the wording of errors. */
abstract class ExpressionParser {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_INDEX_DIGITS = 9;

    private final String parameter;
    private final String expression;
    private final Placeholders placeholders;
    private final Operators operators = new Operators("operator", this::error);
    private final List<Token> tokens;
    private int position;

    /**
     * Starts at the beginning of an expression.
     *
     * @param parameter the request's parameter, for errors
     */
    ExpressionParser(String parameter, String expression, Placeholders placeholders) {
        this.parameter = parameter;
        this.expression = expression;
        this.placeholders = placeholders;
        if (expression.isEmpty()) {
            throw error("The expression can not be empty;");
        }
        if (expression.length() > MAX_LENGTH) {
            throw error(
                    "Expression size has exceeded the maximum allowed size; expression size: " + expression.length());
        }
        this.tokens = Lexer.tokens(expression);
    }

    final String parameter() {
        return parameter;
    }

    final Operators operators() {
        return operators;
    }

    final Token peek() {
        return tokens.get(position);
    }

    final Token peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    final Token next() {
        Token token = peek();
        if (token.kind() == Token.Kind.END) {
            throw syntaxError();
        }
        position++;
        return token;
    }

    final boolean accept(String sign) {
        boolean there = peek().isSign(sign);
        position += there ? 1 : 0;
        return there;
    }

    final boolean acceptKeyword(String keyword) {
        boolean there = peek().isKeyword(keyword);
        position += there ? 1 : 0;
        return there;
    }

    final void expect(String sign) {
        if (!accept(sign)) {
            throw syntaxError();
        }
    }

    final void expectEnd() {
        if (peek().kind() != Token.Kind.END) {
            throw syntaxError();
        }
    }

    final boolean isFunction() {
        return peek().kind() == Token.Kind.NAME && peek(1).isSign("(");
    }

    final boolean isParenthesis() {
        return peek().isSign("(");
    }

    /** The position of the closing parenthesis for the opening one. Both positions count tokens from the current token. */
    final int closing(int opening) {
        int depth = 0;
        for (int ahead = opening; position + ahead < tokens.size(); ahead++) {
            if (peek(ahead).isSign("(")) {
                depth++;
            } else if (peek(ahead).isSign(")")) {
                depth--;
            }
            if (depth == 0) {
                return ahead;
            }
        }
        position = tokens.size() - 1;
        throw syntaxError();
    }

    final Path path() {
        List<Path.Step> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (accept(".")) {
                steps.add(name());
            } else if (accept("[")) {
                steps.add(index());
                expect("]");
            } else {
                return new Path(List.copyOf(steps));
            }
        }
    }

    final List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        do {
            paths.add(path());
        } while (accept(","));
        return paths;
    }

    private Path.Name name() {
        Token token = peek();
        if (token.kind() == Token.Kind.NAME) {
            position++;
            if (ReservedWords.contains(token.text())) {
                throw error("Attribute name is a reserved keyword; reserved keyword: " + token.text());
            }
            return new Path.Name(token.text());
        }
        if (token.kind() == Token.Kind.NAME_PLACEHOLDER) {
            position++;
            String name = placeholders.name(token.text());
            if (name == null) {
                throw error("An expression attribute name used in the document path is not defined; attribute name: "
                        + token.text());
            }
            return new Path.Name(name);
        }
        throw syntaxError();
    }

    private Path.Index index() {
        Token token = peek();
        if (token.kind() != Token.Kind.INTEGER) {
            throw syntaxError();
        }
        if (token.text().length() > MAX_INDEX_DIGITS) {
            throw error("List index is not within the allowable range; index: [" + token.text() + "]");
        }
        position++;
        return new Path.Index(Integer.parseInt(token.text()));
    }

    /** The value of a placeholder. */
    final Value value() {
        Token token = peek();
        if (token.kind() != Token.Kind.VALUE_PLACEHOLDER) {
            throw syntaxError();
        }
        position++;
        Value value = placeholders.value(token.text());
        if (value == null) {
            throw error("An expression attribute value used in expression is not defined; attribute value: "
                    + token.text());
        }
        return value;
    }

    /** One operand, a path or a value; a subclass adds its functions. */
    final Operand operand() {
        if (accept("(")) {
            Operand inner = operand();
            expect(")");
            return inner;
        }
        if (isFunction()) {
            String function = next().text();
            return function(function, arguments());
        }
        return peek().kind() == Token.Kind.VALUE_PLACEHOLDER
                ? new Operand.Literal(value())
                : new Operand.At(operandPath());
    }

    /** A function that stands where an operand is expected. */
    abstract Operand function(String name, List<Operand> arguments);

    /** A path that stands where an operand is expected. */
    Path operandPath() {
        return path();
    }

    final List<Operand> arguments() {
        expect("(");
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (accept(","));
        expect(")");
        return arguments;
    }

    final ServiceError error(String reason) {
        return ServiceError.validation("Invalid " + parameter + ": " + reason);
    }

    /** The refusal of the current token, which does not fit here. */
    final ServiceError syntaxError() {
        Token before = tokens.get(Math.max(0, position - 1));
        return error("Syntax error; token: \"" + peek().text() + "\", near: \""
                + expression.substring(before.start(), peek(1).end()) + "\"");
    }
}
